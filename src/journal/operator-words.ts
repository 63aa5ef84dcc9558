import { printable } from '../text/quote.js'
import type { Operator } from './manifest.js'

/** `rachel (sudo, uid 0)` */
export function operatorWords({ uid, user, sudoUser }: Operator): string {
  if (sudoUser !== undefined) return `${printable(sudoUser)} (sudo, uid ${uid})`
  return `${printable(user)} (uid ${uid})`
}
