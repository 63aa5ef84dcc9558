import { accessSync, constants } from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, UserError } from '../../errors.js'
import type { NeededProgram } from '../../runbook/plan/programs.js'
import { searchPath } from '../../system/child-environment.js'
import { fsPath, tryStat } from '../../system/read.js'
import { listed } from '../../text/list.js'

/** Throws a UserError with exit code 3 if a program is missing. Nothing was touched. */
export function refuseIfMissing(programs: readonly NeededProgram[]): void {
  const missing = programs.filter(
    ({ name, cwd }) => programPath(name, cwd) === null && !(isRelative(name) && tryStat(cwd) === null),
  )
  if (missing.length === 0) return
  const names = [...new Set(missing.map(({ name, place }) => `${place}${name}`))]
  const isDaemontools = missing.some(({ name }) => ours.has(name))
  throw new UserError(ExitCode.refused, 'unable to find the programs that the plan needs', {
    reason: `not found: ${listed(names)}`,
    next: isDaemontools
      ? 'install daemontools (apt-get install daemontools)'
      : 'install them, or correct the runbook; nothing was touched',
  })
}

/** It is looked for in the directory of the command, and an earlier step may have to make that. */
function isRelative(name: string): boolean {
  return name.includes('/') && !name.startsWith('/')
}

const ours: ReadonlySet<string> = new Set(['svc', 'svok', 'svstat', 'svscan', 'supervise', 'multilog'])

/** The file that a child of svreset would run in that directory; null: none. */
export function programPath(name: string, cwd = '/'): string | null {
  const paths = name.includes('/')
    ? [posix.resolve(cwd, name)]
    : searchPath.split(':').map(directory => `${directory}/${name}`)
  return paths.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(fsPath(path), constants.X_OK)
    return tryStat(path)?.isFile() === true
  } catch {
    return false
  }
}
