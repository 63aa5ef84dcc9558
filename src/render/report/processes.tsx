import type { RunHistory } from '../../history/history.js'
import { clock } from '../history-words.js'
import { pictureLines } from '../picture.js'

/** The process tree before and after the run, side by side if there is room. */
export function Processes({ history: { before, after } }: { readonly history: RunHistory }) {
  if (before === null && after === null) return null
  return (
    <section class="processes">
      <h2>Processes</h2>
      {before !== null && after !== null && (
        <p class="quiet">
          <strong class="gone">-</strong> has gone, <strong class="came">+</strong> is new,{' '}
          <strong class="warn">~</strong> is in another state, <strong class="bad">!</strong> is sick.
        </p>
      )}
      <div class="pictures">
        {before !== null && <Picture title="Before" seen={before} other={after} sign="-" />}
        {after !== null && <Picture title="Afterwards" seen={after} other={before} sign="+" />}
      </div>
    </section>
  )
}

type Snapshot = NonNullable<RunHistory['before']>

interface PictureProps {
  readonly title: string
  readonly seen: Snapshot
  readonly other: Snapshot | null
  readonly sign: '+' | '-'
}

/** If there are more lines, the rest is folded. */
const shown = 40

function Picture({ title, seen, other, sign }: PictureProps) {
  const lines = pictureLines(seen, { most: null, cut: null, other, sign })
  const rest = lines.length > shown + shown / 4 ? lines.slice(shown) : []
  return (
    <figure>
      <figcaption>
        {title}, <time>{clock(seen.time)}</time>
      </figcaption>
      <Lines lines={lines.slice(0, lines.length - rest.length)} />
      {rest.length > 0 && (
        <details>
          <summary>{foldedWords(rest, sign)}</summary>
          <Lines lines={rest} />
        </details>
      )}
    </figure>
  )
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <pre>
      {lines.map((line, index) => (
        <span key={index} class={classes[line.charAt(0)]}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}

const classes: Readonly<Record<string, string>> = { '!': 'bad', '+': 'came', '-': 'gone', '~': 'warn' }

function foldedWords(rest: readonly string[], sign: '+' | '-'): string {
  const changed = rest.filter(line => line.startsWith(sign)).length
  const sick = rest.filter(line => line.startsWith('!')).length
  const what = sign === '+' ? 'new' : 'gone'
  return `${rest.length} more lines: ${changed} ${what}, ${sick} sick`
}
