import { isAsBefore, isStillAway, type ServiceEffect } from '../../contract/effect.js'
import type { Span, Strip, Timeline } from '../../history/timeline.js'
import { printable } from '../../text/quote.js'
import { awayWords } from '../effect-words.js'
import { percent } from './percent.js'

/** If there are more services, the rest is folded: those that were away for a shorter time, or not at all. */
const most = 12

/** Below the steps, on the same axis: when each service ran, and when it was away. */
export function ServiceStrips({ timeline: { strips, linksOut } }: { readonly timeline: Timeline }) {
  if (strips.length === 0) return null
  const concerned = strips.filter(({ service }) => service.absences.length > 0 || isChanged(service))
  const shown = strips.length <= most ? strips : concerned.slice(0, most)
  const rest = strips.slice(shown.length)
  const rows = (some: readonly Strip[]) => (
    <ol>
      {some.map(strip => (
        <Row key={strip.service.name} strip={strip} linksOut={linksOut} />
      ))}
    </ol>
  )
  return (
    <div class="strips">
      <h3>Services</h3>
      {shown.length > 0 && rows(shown)}
      {rest.length > 0 && (
        <details>
          <summary>{restWords(rest, shown.length)}</summary>
          {rows(rest)}
        </details>
      )}
    </div>
  )
}

function restWords(rest: readonly Strip[], shown: number): string {
  const away = rest.filter(({ service }) => service.absences.length > 0).length
  const how = away === 0 ? 'none of them was away' : `${away} of them away, for a shorter time`
  return `${rest.length}${shown > 0 ? ' more' : ''} services: ${how}`
}

function isChanged(service: ServiceEffect): boolean {
  return isAsBefore(service) === false
}

function Row({
  strip: { service, up, away },
  linksOut,
}: {
  readonly strip: Strip
  readonly linksOut: Span | null
}) {
  const changed = isChanged(service)
  return (
    <li class={changed || isStillAway(service) ? 'changed' : undefined}>
      <span class="service">{printable(service.name)}</span>
      <svg class="lane" aria-hidden="true">
        {linksOut !== null && (
          <rect
            class="links-out"
            x={percent(linksOut.at)}
            width={percent(linksOut.width)}
            y="0"
            height="100%"
          />
        )}
        {up.map(span => (
          <Line key={`up-${span.at}`} kind="up" span={span} />
        ))}
        {away.map(span => (
          <Line key={`away-${span.at}`} kind="away" span={span} />
        ))}
      </svg>
      <span class="took">{stripWords(service, changed)}</span>
    </li>
  )
}

/** What took no time is a point. */
function Line({ kind, span: { at, width } }: { readonly kind: string; readonly span: Span }) {
  const from = Math.min(at, 99.6)
  return (
    <line class={kind} x1={percent(from)} x2={percent(Math.max(at + width, from + 0.4))} y1="50%" y2="50%" />
  )
}

function stripWords(service: ServiceEffect, changed: boolean): string {
  const { before, after, absences } = service
  if (changed) return `was ${before}, is ${after}`
  if (isStillAway(service)) return 'not back yet'
  if (absences.at(-1)?.to === null) return 'down, as ordered'
  return absences.length === 0 ? before : `away ${awayWords(service)}`
}
