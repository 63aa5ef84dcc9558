import type { System } from '../../system/system.js'
import type { RunEnvironment } from '../steps/step-run.js'

type Looks = Pick<RunEnvironment, 'observe' | 'lately' | 'forget'>

/** Milliseconds: what lies between the end of one step and the begin of the next, if nobody is asked. */
const freshFor = 20

/**
 * Looks at the system. A look that has just shown that a step is done also shows how the next one begins: it counts as
 * long as nothing was done since, and hardly more time has passed than the look itself took.
 */
export function looks(look: RunEnvironment['observe']): Looks {
  let last: { readonly system: System; readonly until: number } | null = null
  const observe: RunEnvironment['observe'] = options => {
    const started = performance.now()
    const system = look(options)
    const now = performance.now()
    last = { system, until: now + freshFor + (now - started) / 4 }
    return system
  }
  return {
    observe,
    lately: () => (last !== null && performance.now() < last.until ? last.system : observe()),
    forget() {
      last = null
    },
  }
}
