import type { CheckedDirectory } from '../../contract/checked-directory.js'
import type { CommandContext } from '../../contract/command-context.js'
import { checkJson } from '../../render/check-json.js'
import { verdictLine } from '../../render/check-text.js'
import { advise } from '../../repair/advice.js'
import { toJson } from '../../text/json.js'
import { quote } from '../../text/quote.js'
import { makeStyle, wantsColor } from '../../text/style.js'
import { knowsUnicode, terminalText, textOf } from '../../text/terminal-text.js'
import type { CheckOptions } from './options.js'

/** A line for each directory: the verdict, or the same JSON object as for one. One that cannot be checked has only a verdict. */
export function renderAll(
  directories: readonly CheckedDirectory[],
  options: CheckOptions,
  { stdout, environment }: Pick<CommandContext, 'stdout' | 'environment'>,
): string {
  if (options.json === true || options.format === 'json') return directories.map(jsonLine).join('')
  const style = makeStyle(wantsColor(stdout, environment, !options.color))
  const lines = directories.map(({ path, checked, reason }) =>
    checked === null
      ? `${style.bold(style.warn('CANNOT TELL'))}: ${quote(path)}: ${reason}`
      : verdictLine(checked.system, checked.findings, { style, services: null }),
  )
  return terminalText(textOf(lines), knowsUnicode(environment), style.colored)
}

function jsonLine({ path, verdict, checked, reason }: CheckedDirectory): string {
  if (checked === null)
    return `${toJson({ schema: 'svreset/check-failed/1', serviceDirectory: path, verdict, reason })}\n`
  const { findings } = advise(checked.findings, checked.system, null)
  return `${toJson(checkJson(checked.system, findings, null, checked.ignored))}\n`
}
