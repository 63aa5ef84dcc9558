import { readFileSync } from 'node:fs'
import { ExitCode, UserError } from '../errors.js'

/** The users whose files svreset uses: root, and the user (name or uid) that the operator trusts. */
export function trustedUids(owner: string | undefined): readonly number[] {
  if (owner === undefined) return [0]
  const uid = /^\d+$/.test(owner) ? Number(owner) : uidOf(owner)
  if (uid !== undefined) return [0, uid]
  throw new UserError(ExitCode.usage, `unable to trust user ${owner}`, {
    reason: 'no such user',
    next: 'use a name from /etc/passwd, or a uid, with --trust-owner',
  })
}

function uidOf(name: string): number | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${name}:`))
  return line === undefined ? undefined : Number(line.split(':')[2])
}
