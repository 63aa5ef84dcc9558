import { checkUntilSettled } from '../check/settle.js'
import type { RunContext } from '../contract/context.js'
import type { Outcome } from '../contract/repair.js'
import { narrow } from '../diagnosis/narrow.js'
import { advise } from '../repair/advice.js'
import { compare } from '../repair/outcome.js'
import type { RunResult } from './steps/close-run.js'

/** Looks as `svreset check` does, and holds it against what was found before; null where nothing was to be repaired. */
export async function checkAgain(
  { initial, repair }: RunContext,
  { status }: RunResult,
): Promise<Outcome | null> {
  // Who has stopped a run does not wait for what it would have come to.
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
