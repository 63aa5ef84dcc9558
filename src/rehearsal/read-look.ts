import { type LookJson, lookSchema } from '../contract/schemas/look.js'
import { type RehearsalJson, rehearsalSchema } from '../contract/schemas/rehearsal.js'
import { readChecked } from './read-checked.js'

/** Throws a UserError. */
export function readLook(file: string): LookJson {
  return readChecked('look', file, lookSchema, 'name a file that svreset check --save FILE has written')
}

/** Throws a UserError. */
export function readRehearsal(file: string): RehearsalJson {
  const next = 'name a file with the output of svreset rehearse --json'
  return readChecked('rehearsal', file, rehearsalSchema, next)
}
