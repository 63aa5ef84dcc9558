import { ExitCode, UserError } from '../errors.js'
import { findProgram } from './search-path.js'

const packages: readonly { readonly name: string; readonly programs: readonly string[] }[] = [
  {
    name: 'daemontools',
    programs: ['svscanboot', 'svscan', 'supervise', 'readproctitle', 'multilog', 'svc', 'svstat'],
  },
  { name: 'util-linux', programs: ['unshare', 'nsenter', 'setsid', 'setpriv', 'mount', 'pivot_root'] },
]

/** Throws a UserError that names the missing package, unless a drill has everything that it needs. */
export function requirePrograms(): void {
  for (const { name, programs } of packages) {
    const missing = programs.filter(program => findProgram(program) === undefined)
    if (missing.length === 0) continue
    throw new UserError(ExitCode.refused, `unable to start a drill: ${name} is not installed`, {
      reason: `not found: ${missing.join(', ')}`,
      next: `apt-get install ${name}`,
    })
  }
}
