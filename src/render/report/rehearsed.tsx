import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import type { RunHistory } from '../../history/history.js'
import { formatDuration } from '../../text/duration.js'
import { printable } from '../../text/quote.js'

interface Props {
  readonly history: RunHistory
  readonly rehearsal: RehearsalJson | null
}

/** What was rehearsed, beside what then happened. */
export function Rehearsed({ history, rehearsal }: Props) {
  if (rehearsal === null) return null
  const { downtime, steps } = rehearsal
  const real = downtimeOf(history)
  return (
    <section class="rehearsed">
      <h2>Rehearsed, and done</h2>
      <p>
        Downtime: rehearsed {downtime === null ? 'none' : formatDuration(downtime.ms)}, took{' '}
        {real === null ? 'none' : formatDuration(real)}.
      </p>
      <dl class="facts">
        {steps.map(step => (
          <div key={step.step}>
            <dt>{printable(step.name)}</dt>
            <dd>{stepWords(step, history)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">The programs of the services were stand-ins in the rehearsal.</p>
    </section>
  )
}

/** `rehearsed 4.1 s, took 4.6 s`. */
function stepWords(
  { step, status, predicted }: RehearsalJson['steps'][number],
  { steps }: RunHistory,
): string {
  const rehearsed = predicted === null || status === 'failed' ? status : formatDuration(predicted.ms)
  const real = steps.findLast(({ id }) => id === step)
  const done =
    real === undefined
      ? 'not reached'
      : real.to === null || real.status === 'failed'
        ? real.status
        : formatDuration(real.to - real.from)
  return `rehearsed ${rehearsed}, took ${done}`
}

/** From the first service that went to the last one that was back; milliseconds, or null: none went. */
function downtimeOf({ effect }: RunHistory): number | null {
  const absences = (effect?.services ?? [])
    .filter(({ role }) => role === 'service')
    .flatMap(each => each.absences)
  const ends = absences.flatMap(({ to }) => to ?? [])
  return ends.length === 0 ? null : Math.max(...ends) - Math.min(...absences.map(({ from }) => from))
}
