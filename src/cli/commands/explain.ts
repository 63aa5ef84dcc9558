import type { CommandContext } from '../../contract/command-context.js'
import type { RegisterCommand } from './register.js'

export const registerExplain: RegisterCommand = (program, context) => {
  program
    .command('explain')
    .summary('explain a finding of check: what it is, and how it is cured')
    .description(
      'Without ID: lists all findings of svreset check. With ID: explains what this finding is and what causes it, how ' +
        'svreset cures it, what a person can do by hand, and which drill shows it.',
    )
    .argument('[ID]', 'the id of a finding')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
  svreset explain
  svreset explain supervise-orphaned`,
    )
    .action(async (id: string | undefined, options: { readonly color: boolean }) => {
      context.say(await explain(id, options.color, context))
    })
}

async function explain(
  id: string | undefined,
  color: boolean,
  { stdout, environment }: CommandContext,
): Promise<string> {
  const [{ definitions }, { findingList, findingPage }, { makeStyle, wantsColor }] = await Promise.all([
    import('../../findings/index.js'),
    import('../../render/explain.js'),
    import('../../text/style.js'),
  ])
  const style = makeStyle(wantsColor(stdout, environment, !color))
  if (id === undefined)
    return findingList(definitions, style, stdout.isTTY ? stdout.columns || 80 : undefined)
  const definition = definitions.find(each => each.id === id)
  if (definition === undefined)
    throw await unknownFinding(
      id,
      definitions.map(each => each.id),
    )
  return findingPage(definition, Math.max(40, Math.min(stdout.columns || 80, 100)), style)
}

async function unknownFinding(id: string, known: readonly string[]): Promise<Error> {
  const [{ ExitCode, UserError }, { closest }, { quote }] = await Promise.all([
    import('../../errors.js'),
    import('../../text/closest.js'),
    import('../../text/quote.js'),
  ])
  const similar = closest(id, known)
  return new UserError(ExitCode.usage, `unable to explain ${quote(id)}: no such finding`, {
    next:
      similar === undefined
        ? 'svreset explain lists all findings'
        : `did you mean svreset explain ${similar}?`,
  })
}
