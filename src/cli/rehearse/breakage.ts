import type { LookJson } from '../../contract/schemas/look.js'
import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import { ExitCode, UserError } from '../../errors.js'
import type { Assumption } from '../../rehearsal/assumptions.js'
import { closest } from '../../text/closest.js'
import { quote } from '../../text/quote.js'
import type { RehearseOptions } from './options.js'

export type Broken = Pick<NonNullable<RehearsalJson['broken']>, 'how' | 'what'>

/** What is to be broken on purpose. A service that hangs ignores SIGTERM. Throws a UserError. */
export function breakageOf(
  { fail, kill, hang }: RehearseOptions,
  steps: readonly string[],
  { entries }: LookJson,
): { readonly broken: Broken | null; readonly assumed: readonly Assumption[] } {
  const given = [fail, kill || undefined, hang].filter(each => each !== undefined)
  if (given.length > 1) throw onlyOne()
  if (hang !== undefined) {
    requireKnown(
      'service',
      hang,
      entries.map(({ name }) => name),
    )
    const assumed = [{ name: hang, behaviour: { ignoresTerm: true } }]
    return { broken: { how: 'hang', what: hang }, assumed }
  }
  const what = fail ?? (kill === false ? undefined : kill)
  if (what === undefined) return { broken: null, assumed: [] }
  requireKnown('step', what, steps)
  return { broken: { how: fail === undefined ? 'kill' : 'fail', what }, assumed: [] }
}

function onlyOne(): UserError {
  return new UserError(ExitCode.usage, 'unable to break more than one thing at once', {
    reason: 'a second one would hide what follows from the first',
    next: 'name one of --fail, --kill and --hang',
  })
}

function requireKnown(kind: 'service' | 'step', name: string, known: readonly string[]): void {
  if (known.includes(name)) return
  const near = closest(name, known)
  throw new UserError(ExitCode.usage, `unable to break ${quote(name)}: no such ${kind}`, {
    reason: near === undefined ? `there is no ${kind} of that name` : `did you mean ${quote(near)}?`,
    next:
      kind === 'step'
        ? 'svreset runbook show RUNBOOK shows the steps'
        : 'name a service as svreset check does',
  })
}
