import type { RunEffect } from '../../contract/effect.js'
import { effectRows } from '../effect-words.js'

/** What the run did to the services, in the words of every other output. */
export function Effect({
  effect,
  stateDir,
}: {
  readonly effect: RunEffect | null
  readonly stateDir: string | undefined
}) {
  if (effect === null) return null
  return (
    <section class="effect">
      <h2>What it did to the services</h2>
      <dl>
        {effectRows(effect, stateDir).map(({ name, text, mood }, index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd class={mood}>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
