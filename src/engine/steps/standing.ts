import type { Standing } from '../../contract/questions.js'
import { isUp } from '../../system/supervise-state.js'
import type { System } from '../../system/system.js'
import { downSince } from '../end/left-down.js'
import type { StepRun } from './step-run.js'
import { inverse, lasting } from './undo.js'

/** What a person leaves behind who stops here. */
export function standingOf({ input, done }: StepRun, now: System): Standing {
  const { initial, links } = input.context
  const present = new Set(now.entries.map(({ name }) => name))
  return {
    touched: inverse(done).length > 0 || lasting(done).length > 0,
    ran: initial.services.filter(({ supervises }) => supervises.some(isUp)).length,
    down: downSince(initial, now).map(({ name }) => name),
    linksOut: links.filter(({ name }) => !present.has(name)).length,
  }
}
