import type { RunHistory } from '../../history/history.js'
import { type Bar, type Span, type Tick, type Timeline, timelineOf } from '../../history/timeline.js'
import { formatDuration } from '../../text/duration.js'
import { clock, stepName, stepWords } from '../history-words.js'
import { percent } from './percent.js'
import { ServiceStrips } from './service-strips.js'

/** A row for each step: its name, its bar on the time axis, how it ended. */
export function TimelineChart({ history }: { readonly history: RunHistory }) {
  const timeline = timelineOf(history)
  return (
    <section class="timeline">
      <h2>Timeline</h2>
      <ol>
        {timeline.bars.map((bar, index) => (
          <li key={`step-${index + 1}`}>
            <a href={`#step-${index + 1}`}>{stepName(bar.step)}</a>
            <Lane bar={bar} timeline={timeline} />
            <span class={`took ${bar.step.status}`}>{stepWords(bar.step)}</span>
          </li>
        ))}
        <li class="axis">
          <span />
          <Axis timeline={timeline} />
          <span />
        </li>
      </ol>
      <ServiceStrips timeline={timeline} />
      <Legend timeline={timeline} />
    </section>
  )
}

const place = ({ at, width }: Span) => ({ x: percent(at), width: percent(width) })

/** Drawn in percent, so that it fits any width without distortion. The words beside it say the same. */
function Lane({ bar, timeline }: { readonly bar: Bar; readonly timeline: Timeline }) {
  const { linksOut, pauses, ticks } = timeline
  return (
    <svg class="lane" aria-hidden="true">
      {linksOut !== null && <rect class="links-out" {...place(linksOut)} y="0" height="100%" />}
      {ticks.map(({ at }) => (
        <line key={at} class="grid" x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
      ))}
      {pauses.map(pause => (
        <rect key={pause.at} class="pause" {...place(pause)} y="0" height="100%" />
      ))}
      <Mark bar={bar} />
    </svg>
  )
}

/** A step that took no time is a point. */
function Mark({ bar: { at, width, step } }: { readonly bar: Bar }) {
  const from = Math.min(at, 99.4)
  const to = Math.max(at + width, from + 0.6)
  return <line class={`bar ${step.status}`} x1={percent(from)} x2={percent(to)} y1="50%" y2="50%" />
}

function Axis({ timeline: { ticks, pauses } }: { readonly timeline: Timeline }) {
  return (
    <svg class="axis" aria-hidden="true">
      {ticks.filter(hasRoom).map(({ at, sinceStart, start }) => (
        <text key={at} x={percent(at)} y="14">
          {sinceStart === 0 ? clock(start).slice(0, 8) : `+${formatDuration(sinceStart)}`}
        </text>
      ))}
      {pauses.map(({ at, width }, index) => (
        <text key={at} class="pause-number" x={percent(at + width / 2)} y="30" text-anchor="middle">
          {letter(index)}
        </text>
      ))}
    </svg>
  )
}

/** A label at the right edge would be cut. */
function hasRoom({ at }: Tick): boolean {
  return at <= 86
}

/** What the parts of the chart mean. */
function Legend({ timeline: { linksOut, pauses, strips } }: { readonly timeline: Timeline }) {
  if (linksOut === null && pauses.length === 0 && strips.length === 0) return null
  return (
    <ul class="legend">
      {strips.length > 0 && (
        <li>
          <svg aria-hidden="true">
            <line class="up" x1="0" x2="100%" y1="50%" y2="50%" />
          </svg>
          the service runs
        </li>
      )}
      {strips.some(({ away }) => away.length > 0) && (
        <li>
          <svg aria-hidden="true">
            <line class="away" x1="0" x2="100%" y1="50%" y2="50%" />
          </svg>
          it is away
        </li>
      )}
      {linksOut !== null && (
        <li>
          <svg aria-hidden="true">
            <rect class="links-out" width="100%" height="100%" />
          </svg>
          links are missing from the svscan directory
        </li>
      )}
      {pauses.map(({ at, ms, interrupted }, index) => (
        <li key={at}>
          <svg aria-hidden="true">
            <rect class="pause" width="100%" height="100%" />
          </svg>
          {letter(index)}: {formatDuration(ms)}{' '}
          {interrupted ? 'until somebody resumed the run' : 'waiting for an answer'}
        </li>
      ))}
    </ul>
  )
}

/** a, b, … z, aa. */
function letter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last
}
