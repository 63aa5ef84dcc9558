import { checkUntilSettled } from '../check/settle.js'
import type { RunContext } from '../contract/context.js'
import type { Outcome } from '../contract/repair.js'
import { narrow } from '../diagnosis/narrow.js'
import { advise } from '../repair/advice.js'
import { compare } from '../repair/outcome.js'
import type { RunResult } from './steps/close-run.js'

/** Checks as `svreset check` does, and compares with the earlier findings; null if there was nothing to repair. */
export async function checkAgain(
  { initial, repair }: RunContext,
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
  })
  const after = narrow(checked.findings, names)
  return compare(findings, advise(after, checked.system, names).findings)
}
