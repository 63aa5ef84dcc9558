import { serviceNames } from '../../check/service-names.js'
import type { CommandContext } from '../../contract/command-context.js'
import { ExitCode, UserError } from '../../errors.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import { observe } from '../../system/observe.js'
import { isUp } from '../../system/supervise-state.js'
import { listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import type { ActingOptions } from './acting-options.js'
import { runRunbook } from './run-runbook.js'

/** `svreset rotate`: the runbook of that name, for the services that are named. */
export function rotate(
  words: readonly string[],
  options: ActingOptions,
  context: CommandContext,
): Promise<number> {
  if (words.length === 0) return runRunbook('rotate', options, context)
  const directory = findSvscanDirectory(options.serviceDir)
  const names = [...(serviceNames(words, directory, 'restart') ?? [])]
  requireUp(names, directory)
  const param = { ...options.param, services: JSON.stringify(names) }
  return runRunbook('rotate', { ...options, serviceDir: directory, param }, context)
}

/** The runbook passes over what is down. Whoever names a service expects it to be restarted. */
function requireUp(names: readonly string[], directory: string): void {
  const { services } = observe(directory, { brief: true })
  const down = names.filter(
    name => services.find(service => service.name === name)?.supervises.some(isUp) !== true,
  )
  if (down.length === 0) return
  throw new UserError(ExitCode.refused, `unable to restart ${listed(down.map(quote))}`, {
    reason: down.length === 1 ? 'it is not up' : 'they are not up',
    next: `svreset check ${down.map(quote).join(' ')} says why; svc -u DIRECTORY starts a service`,
  })
}
