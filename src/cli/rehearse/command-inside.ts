import { posix } from 'node:path'
import type { CommandContext } from '../../contract/command-context.js'
import type { CopyOrder } from '../../drill/copy/order.js'
import { drillEnvironment } from '../../drill/shell.js'
import { findRunbook, loadTrusted, readSource } from '../../engine/prepare/runbook-files.js'
import { sitePrograms } from '../../rehearsal/site-programs.js'
import { trustedUids } from '../../system/trusted-uids.js'
import type { RehearseOptions } from './options.js'

/** A runbook of the site goes into the copy; one that comes with svreset is there. It is refused as for a run. */
export function readRunbook(
  named: string,
  { trustOwner }: RehearseOptions,
  { files }: CommandContext,
): { readonly files: CopyOrder['files']; readonly steps: readonly string[] } {
  const file = findRunbook(files, named)
  const runbook = loadTrusted(file, trustedUids(trustOwner))
  const own = file.shipped !== null ? [] : [{ path: file.path, text: readSource(file) }]
  return { files: [...own, ...sitePrograms(runbook)], steps: runbook.steps.map(({ id }) => id) }
}

/** The real command, as the operator would type it. */
export function commandInside(named: string, options: RehearseOptions): string[] {
  const command =
    named === 'reset'
      ? []
      : named === 'repair'
        ? ['repair']
        : ['run', named.includes('/') || /\.ya?ml$/.test(named) ? posix.resolve(named) : named]
  return ['svreset', ...command, '--yes', '--json', ...passedOn(options)]
}

function passedOn({ param = {}, stopTimeout, kill, restartMethod }: RehearseOptions): string[] {
  return [
    ...Object.entries(param).flatMap(([key, value]) => ['--param', `${key}=${value}`]),
    ...(stopTimeout === undefined ? [] : ['--stop-timeout', stopTimeout]),
    ...(kill === false ? ['--no-kill'] : []),
    ...(restartMethod === undefined ? [] : ['--restart-method', restartMethod]),
  ]
}

/** Nothing of the operator's environment has a meaning there but his language and his terminal. */
export function insideEnvironment({ environment }: CommandContext): NodeJS.ProcessEnv {
  const { LANG, LC_ALL, LC_CTYPE, TERM, TZ, NO_COLOR } = environment
  const kept = { LANG, LC_ALL, LC_CTYPE, TERM, TZ, NO_COLOR }
  return { ...drillEnvironment(kept, 'rehearsal'), HOME: '/root' }
}
