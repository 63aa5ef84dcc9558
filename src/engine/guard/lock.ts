import { spawnSync } from 'node:child_process'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { childEnvironment } from '../../system/child-environment.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import { anotherAtWork, lockHolder } from '../../system/lock-holder.js'

/**
 * One run per svscan directory: the kernel's flock on the directory itself. Node has no flock, so flock(1) takes the
 * lock through svreset's descriptor. The lock stays until that is closed or svreset dies, and leaves no trace.
 */
export function lockSvscanDirectory({ path, descriptor, at }: HeldDirectory): void {
  // execa passes on no descriptor above 2.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
    env: { ...childEnvironment },
    timeout: 5_000,
  })
  if (status === 0) return
  const holder = status === 1 ? lockHolder(at()) : null
  if (status !== 1) {
    const missing = hasErrorCode(error, 'ENOENT')
    throw new UserError(ExitCode.refused, `unable to lock svscan directory ${path}`, {
      reason: missing
        ? 'flock(1) is not installed'
        : error === undefined
          ? `flock ended with ${status}`
          : `unable to run flock: ${systemErrorReason(error)}`,
      next: missing
        ? 'install util-linux (apt-get install util-linux)'
        : 'fix that and run the command again',
    })
  }
  throw anotherAtWork(path, holder)
}
