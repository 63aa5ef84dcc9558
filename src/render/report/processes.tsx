import type { RunHistory } from '../../history/history.js'
import { clock } from '../history-words.js'
import { pictureLines } from '../picture.js'

/** The process tree before and after the run, side by side if there is room. */
export function Processes({ history: { before, after } }: { readonly history: RunHistory }) {
  if (before === null && after === null) return null
  return (
    <section class="processes">
      <h2>Processes</h2>
      <div class="pictures">
        {before !== null && <Picture title="Before" seen={before} />}
        {after !== null && <Picture title="Afterwards" seen={after} />}
      </div>
    </section>
  )
}

function Picture({
  title,
  seen,
}: {
  readonly title: string
  readonly seen: NonNullable<RunHistory['before']>
}) {
  return (
    <figure>
      <figcaption>
        {title}, <time>{clock(seen.time)}</time>
      </figcaption>
      <pre>
        {pictureLines(seen, { most: null, cut: null }).map((line, index) => (
          <span key={index} class={line.startsWith('!') ? 'bad' : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  )
}
