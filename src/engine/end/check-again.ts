import { checkUntilSettled } from '../../check/settle.js'
import type { RunContext } from '../../contract/context.js'
import type { Outcome } from '../../contract/repair.js'
import type { Value } from '../../contract/value.js'
import { narrow } from '../../diagnosis/narrow.js'
import { advise } from '../../repair/advice.js'
import { compare } from '../../repair/outcome.js'
import { parseDuration } from '../../text/duration.js'
import type { RunResult } from '../steps/close-run.js'

/** Checks as `svreset check` does, and compares with the earlier findings; null if there was nothing to repair. */
export async function checkAgain(
  { initial, repair, parameters }: RunContext,
  { status }: RunResult,
): Promise<Outcome | null> {
  // A person who has stopped the run does not wait for its outcome.
  if (repair === null || status === 'stopped' || status === 'refused') return null
  const { findings, services } = repair
  const names = services === null ? null : new Set(services)
  const checked = await checkUntilSettled(initial.svscanDirectory.path, {
    matters: service => names === null || service === null || names.has(service),
    onWait: () => {},
    brief: true,
    stopTimeout: seconds(parameters.stop_timeout),
  })
  const after = narrow(checked.findings, names)
  return compare(findings, advise(after, checked.system, names).findings)
}

function seconds(parameter: Value | undefined): number | undefined {
  const milliseconds = typeof parameter === 'string' ? parseDuration(parameter) : null
  return milliseconds === null ? undefined : milliseconds / 1000
}
