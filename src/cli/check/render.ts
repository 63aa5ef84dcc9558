import type { CommandContext } from '../../contract/command-context.js'
import type { Sorted } from '../../diagnosis/ignore.js'
import type { CheckText } from '../../render/check-options.js'
import type { System } from '../../system/system.js'
import { toJson } from '../../text/json.js'
import { type CheckOptions, formatOf } from './options.js'

/** The whole output of one check, in the requested format. */
export async function render(
  system: System,
  { counted: findings, ignored }: Sorted,
  services: ReadonlySet<string> | null,
  options: CheckOptions,
  context: Pick<CommandContext, 'stdout' | 'environment'>,
): Promise<string> {
  const format = formatOf(options)
  if (format === 'json') {
    const { checkJson } = await import('../../render/check-json.js')
    const indent = options.watch === undefined ? 2 : 0
    const { advise } = await import('../../repair/advice.js')
    const { findings: told } = advise(findings, system, services)
    return `${toJson(checkJson(system, told, services, ignored), indent)}\n`
  }
  if (format === 'nagios') {
    const [{ nagiosText }, { advise }] = await Promise.all([
      import('../../render/nagios.js'),
      import('../../repair/advice.js'),
    ])
    return nagiosText(system, advise(findings, system, services), services, ignored.length)
  }
  const [
    { advise },
    { checkText, wrapVerdict },
    { makeStyle, wantsColor },
    { terminalText, knowsUnicode },
    { readUsers },
  ] = await Promise.all([
    import('../../repair/advice.js'),
    import('../../render/check-text.js'),
    import('../../text/style.js'),
    import('../../text/terminal-text.js'),
    import('../../system/users.js'),
  ])
  const { stdout, environment } = context
  const width = stdout.isTTY ? stdout.columns || 80 : 80
  const style = makeStyle(wantsColor(stdout, environment, !options.color))
  const shown: CheckText = {
    style,
    columns: Math.min(width, 100),
    cut: stdout.isTTY ? width : null,
    services,
    ignored,
    all: options.full ?? false,
    tree: options.tree ? 'all' : options.watch === undefined ? 'sick' : 'none',
    users: readUsers(),
  }
  const record = await recordOf(system, services, options, environment)
  const text = checkText(system, advise(findings, system, services), shown, record)
  // A pipe gets the verdict on one line, and so does a watch, which fits it to its window anew.
  const fits = shown.cut === null || options.watch !== undefined
  return terminalText(fits ? text : wrapVerdict(text, width), knowsUnicode(environment), style.colored)
}

/** Whoever asks for one service gets its page. */
async function recordOf(
  system: System,
  services: ReadonlySet<string> | null,
  { stateDir }: CheckOptions,
  environment: NodeJS.ProcessEnv,
) {
  const [name, ...others] = services ?? []
  if (name === undefined || others.length > 0) return null
  const { readServiceRecord } = await import('./service-record.js')
  return readServiceRecord(system, name, stateDir, environment)
}
