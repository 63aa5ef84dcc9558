import type { Credentials } from '../surroundings.js'

/** argv of systemctl(1) for the system's manager, or for that of a user. The latter obeys only that user, so root becomes that user. */
export function systemctl(userManager: Credentials | null, self: number, ...words: string[]): string[] {
  if (userManager === null) return ['systemctl', ...words]
  const { uid, gid } = userManager
  const become = uid === self ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--']
  return [...become, 'env', `XDG_RUNTIME_DIR=/run/user/${uid}`, 'systemctl', '--user', ...words]
}
