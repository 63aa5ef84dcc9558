import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { actions } from '../actions/index.js'
import { loadRunbook } from '../runbook/load.js'
import type { Runbook } from '../runbook/runbook.js'
import { ExitCode, systemErrorReason, UserError } from '../user-error.js'

/** A runbook that comes with svreset: part of the program, so trusted as the program is. */
export function shippedRunbook(packageRoot: string, name: string): Runbook {
  const file = posix.join(packageRoot, 'runbooks', `${name}.yaml`)
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(ExitCode.usage, `unable to read runbook ${file}`, {
      reason: systemErrorReason(error),
      next: 'install svreset again: the file is part of it',
      cause: error,
    })
  }
  return loadRunbook(file, source, actions)
}
