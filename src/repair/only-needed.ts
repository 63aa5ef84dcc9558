import type { Cures } from '../contract/cure.js'
import type { Runbook } from '../contract/runbook.js'

/** A runbook without the steps that go through cures of which there are none: what remains of it is the plan. */
export function onlyNeeded(runbook: Runbook, cures: Cures): Runbook {
  const needed = new Set(Object.keys(cures).map(name => `cures.${name}`))
  const steps = runbook.steps.filter(({ forEach }) => {
    const of = forEach?.of
    return typeof of !== 'string' || !of.startsWith('cures.') || needed.has(of)
  })
  return { ...runbook, steps }
}
