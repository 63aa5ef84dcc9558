import type { EarlierRun } from '../contract/options.js'
import { type Ground, grounds } from '../contract/runbook.js'
import { keeperOf } from '../system/relatives/ground.js'
import { pictured } from './snapshot.js'

/** Whose directory it was when the run began: its links go back in the way of that family. */
export function familyOfRun({ before, resume }: EarlierRun): Ground {
  const snapshot = resume?.snapshot ?? before
  const family = snapshot === undefined ? undefined : keeperOf(pictured(snapshot))?.relative?.family
  return grounds.find(ground => ground === family) ?? 'daemontools'
}
