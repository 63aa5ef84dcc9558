import type { RunContext } from '../../contract/context.js'
import type { LinksState, RunStatus } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import { ExitCode } from '../../errors.js'
import type { System } from '../../system/system.js'
import { describeAstray } from '../end/detour.js'
import type { RunEnvironment, RunInput, StepsEnd } from './step-run.js'
import { linksWent } from './undo.js'

export interface RunResult {
  readonly status: RunStatus
  readonly exitCode: number
  readonly links: LinksState
  readonly linksOut: readonly string[]
  /** Nobody needs to resume the run: it is done or undone, or it stopped before it removed a link. */
  readonly closed: boolean
  /** The system at its end. */
  readonly left: System
}

/** Looks once more, and records whether somebody must continue the run. */
export function closeRun(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
  stepsEnd: StepsEnd,
): RunResult {
  const { status, exitCode, closing } = whereItIs(runEnvironment, stepsEnd)
  const left = runEnvironment.observe({ around: true, closely: true })
  const { links, linksOut } = linksState(left, input.context)
  const how = closing === null && input.closing === 'done' && !linksWent(done) ? 'untouched' : closing
  // Nobody wants links to be missing: such a run stays open, whatever was done.
  const closed =
    how !== null &&
    how !== 'open' &&
    (how === 'untouched' || links === 'in-place') &&
    !keepsDown(left, runEnvironment.operationEnvironment.place.run)
  if (closed) runEnvironment.journal.write({ event: 'closed', how })
  return { status, exitCode, links, linksOut, closed, left }
}

/** A file `down` of the run is still there. */
function keepsDown({ services }: System, run: string): boolean {
  return services.some(({ directory }) => directory.keptDownBy === run || directory.log?.keptDownBy === run)
}

/** A run that has lost its directory is not done, whatever its steps say: the next command would look elsewhere. */
function whereItIs({ operationEnvironment, emit }: RunEnvironment, end: StepsEnd): StepsEnd {
  const { directory } = operationEnvironment.place
  const astray = directory.astray()
  if (astray === null || end.status !== 'done') return end
  emit({ event: 'note', step: '', text: describeAstray(directory.path, astray) })
  return { status: 'failed', exitCode: ExitCode.failed, closing: null }
}

/** A link that a repair has removed for good is not missing. */
export function linksState(
  system: System,
  { links, repair }: RunContext,
): Pick<RunResult, 'links' | 'linksOut'> {
  const present = new Map(system.entries.map(({ name, link }) => [name, link?.target]))
  const gone = new Set(repair?.cures.unlink?.map(({ link }) => link))
  const wanted = links.filter(({ name }) => !gone.has(name))
  const out = wanted.filter(({ name, target }) => present.get(name) !== target)
  const all = out.length === wanted.length
  return {
    links: out.length === 0 ? 'in-place' : all ? 'removed' : 'partly-restored',
    linksOut: out.map(({ name }) => name),
  }
}
