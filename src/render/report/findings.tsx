import type { AdvisedNote, NotedFinding, RunEffect } from '../../contract/effect.js'
import { compare } from '../../repair/outcome.js'
import { count } from '../../text/list.js'
import { printable } from '../../text/quote.js'

/** If there are more findings, the rest is folded. */
const shown = 12

/** What was wrong before the run, and what is wrong after it. */
export function Findings({ effect }: { readonly effect: RunEffect | null }) {
  const { before = null, after = null } = effect?.findings ?? {}
  if (before === null || before.length + (after?.length ?? 0) === 0) return null
  const compared = compare(before, after ?? [])
  const cured = after === null ? [] : compared.cured
  const unknown = after === null ? before : []
  const rows: readonly (readonly [string, string, NotedFinding & Partial<AdvisedNote>])[] = [
    ...compared.left.map(each => ['left', 'warn', each] as const),
    ...compared.fresh.map(each => ['new', 'bad', each] as const),
    ...unknown.map(each => ['before', 'warn', each] as const),
    ...cured.map(each => ['cured', 'good', each] as const),
  ]
  const items = rows.map(([word, mood, finding], index) => (
    <li key={index}>
      <span class={`word ${mood}`}>{word}</span>
      <div>
        <p>{printable(finding.message)}</p>
        <p class="quiet">
          <code>{printable(finding.id)}</code>
          {finding.causedBy !== undefined && <> follows from {printable(finding.causedBy)}</>}
          {finding.advice !== undefined && <>: {printable(finding.advice)}</>}
        </p>
      </div>
    </li>
  ))
  return (
    <section class="findings">
      <h2>Findings before and after</h2>
      <p class="quiet">
        {count(before.length, 'finding')} before the run, {after === null ? 'not known' : after.length} after
        it.
      </p>
      <ul>{items.slice(0, shown)}</ul>
      {items.length > shown && (
        <details>
          <summary>{items.length - shown} more</summary>
          <ul>{items.slice(shown)}</ul>
        </details>
      )}
    </section>
  )
}
