import type { AdvisedFinding, Finding } from '../contract/finding.js'
import { supervisorName } from '../diagnosis/relatives.js'
import { isForeignGround, keeperOf } from '../system/relatives/ground.js'
import type { System } from '../system/system.js'
import { type Treatment, triage } from './triage.js'

/** The findings of a check, each with the remedy that svreset has for it, and the command that cures them. */
export interface Advice {
  readonly findings: readonly AdvisedFinding[]
  /** The last line of a check; null where nothing is wrong. */
  readonly command: string | null
}

/** `services`: those that were asked for; null: all. Pure. */
export function advise(
  findings: readonly Finding[],
  system: System,
  services: ReadonlySet<string> | null,
): Advice {
  const { treatments } = triage(findings, system)
  return { findings: treatments.map(withAdvice), command: commandFor(treatments, services, system) }
}

/** What svreset does comes first; what a person would do, behind it. */
function withAdvice({ finding, remedy }: Treatment): AdvisedFinding {
  switch (remedy.kind) {
    case 'cure':
      return { ...finding, advice: `svreset repair: ${remedy.says} (by hand: ${finding.byHand})` }
    case 'person':
    case 'command':
      return { ...finding, advice: remedy.says }
    case 'reset':
      return { ...finding, advice: `svreset${remedy.urgent ? '' : ', at a quiet hour'}: ${remedy.says}` }
    case 'follows':
      return { ...finding, advice: `goes with its cause, ${remedy.cause}` }
  }
}

function commandFor(
  treatments: readonly Treatment[],
  services: ReadonlySet<string> | null,
  system: System,
): string | null {
  const causes = treatments.filter(({ finding }) => finding.causedBy === undefined)
  if (causes.length === 0) return null
  const keeper = isForeignGround(system) ? keeperOf(system) : null
  if (keeper !== null)
    return `svreset repair acts on nothing that ${supervisorName(keeper)} keeps; see above for its own commands`
  const other = causes.map(({ remedy }) => remedy).find(({ kind }) => kind === 'command')
  if (other?.kind === 'command') return other.command
  const cured = causes.filter(({ remedy }) => remedy.kind === 'cure').length
  const command = ['svreset repair', ...(services ?? [])].join(' ')
  const reset = causes.map(({ remedy }) => remedy).find(each => each.kind === 'reset' && each.urgent)
  if (reset?.kind === 'reset')
    return reset.command ?? `${command} goes on with a reset, as nothing smaller cures this`
  if (cured === 0) return `${command} can cure none of this; see above`
  const rest = causes.length - cured
  return rest === 0
    ? `${command} cures this; with --dry-run it shows how`
    : `${command} cures ${cured} of ${causes.length} findings; see above for the rest`
}
