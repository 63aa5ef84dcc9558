import { glance } from '../../check/glance.js'
import { checkUntilSettled } from '../../check/settle.js'
import type { RunContext } from '../../contract/context.js'
import type { AdvisedFinding } from '../../contract/finding.js'
import type { Outcome } from '../../contract/repair.js'
import type { Value } from '../../contract/value.js'
import { setAside } from '../../diagnosis/ignore.js'
import { narrow } from '../../diagnosis/narrow.js'
import { runUnfinished } from '../../findings/catalogue/run.js'
import { following } from '../../findings/causes.js'
import { advise } from '../../repair/advice.js'
import { compare } from '../../repair/outcome.js'
import type { System } from '../../system/system.js'
import { parseDuration } from '../../text/duration.js'
import type { RunResult } from '../steps/close-run.js'
import type { RunEnvironment } from '../steps/step-run.js'

export interface Afterwards {
  /** null: the run was no repair, or has not come to its end. */
  readonly outcome: Outcome | null
  readonly findings: readonly AdvisedFinding[]
  /** The system at the end of it all. */
  readonly left: System
}

/** What is found now: after a repair with the patience of `svreset check`, otherwise at a glance. */
export async function checkAgain(
  { initial, repair, parameters }: RunContext,
  { status, closed, left }: RunResult,
  { observe }: RunEnvironment,
): Promise<Afterwards> {
  const { services = null, ignore = [] } = repair ?? {}
  const names = services === null ? null : new Set(services)
  // A person who has stopped the run does not wait for its outcome.
  if (repair === null || status === 'stopped' || status === 'refused') {
    const { findings: now, system } = await glance(
      left,
      () => observe({ around: true, closely: true }),
      status === 'failed',
    )
    const found = setAside(narrow(now, names), ignore).counted
    // The end says itself that the run is unfinished, and how to go on.
    const told = closed ? found : following(runUnfinished.id, found)
    return { outcome: null, findings: advise(told, system, names).findings, left: system }
  }
  const checked = await checkUntilSettled(initial.svscanDirectory.path, {
    matters: service => names === null || service === null || names.has(service),
    onWait: () => {},
    brief: true,
    stopTimeout: seconds(parameters.stop_timeout),
  })
  const { counted } = setAside(narrow(checked.findings, names), ignore)
  const { findings } = advise(counted, checked.system, names)
  return { outcome: compare(repair.findings, findings), findings, left: observe() }
}

function seconds(parameter: Value | undefined): number | undefined {
  const milliseconds = typeof parameter === 'string' ? parseDuration(parameter) : null
  return milliseconds === null ? undefined : milliseconds / 1000
}
