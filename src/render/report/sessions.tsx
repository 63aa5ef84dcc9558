import type { RunHistory, StepAction, StepHistory } from '../../history/history.js'
import { printedLines } from '../../text/printed.js'
import { printable } from '../../text/quote.js'
import { truncate } from '../../text/wrap.js'
import {
  actionLines,
  clock,
  dateAndTime,
  resultWords,
  sessionWords,
  stepName,
  stepWords,
} from '../history-words.js'

/** What was done, by whom, step by step. */
export function Sessions({ history }: { readonly history: RunHistory }) {
  return (
    <section class="steps">
      <h2>Step by step</h2>
      {history.sessions.map((session, index) => (
        <section key={session.from}>
          <h3>
            {dateAndTime(session.from)}: {sessionWords(session)}
          </h3>
          {history.steps.map(
            (step, at) => step.session === index && <Step key={at} step={step} number={at + 1} />,
          )}
          {session.end === null && index < history.sessions.length - 1 && (
            <p class="warn">{clock(session.to)}: the journal ends here.</p>
          )}
        </section>
      ))}
    </section>
  )
}

function Step({ step, number }: { readonly step: StepHistory; readonly number: number }) {
  return (
    <article id={`step-${number}`}>
      <h4>
        <span class="name">{stepName(step)}</span>{' '}
        <span class={`took ${step.status}`}>{stepWords(step)}</span> <time>{clock(step.from)}</time>
      </h4>
      {step.error !== null && <p class="bad">{printable(step.error)}</p>}
      <StepActions actions={step.actions} />
    </article>
  )
}

/** If there are more than this, the rest is folded. */
const shown = 12

function StepActions({ actions }: { readonly actions: readonly StepAction[] }) {
  if (actions.length === 0) return null
  const rest = actions.slice(shown)
  return (
    <>
      <ul>{actions.slice(0, shown).map(asItem)}</ul>
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more</summary>
          <ul>{rest.map(asItem)}</ul>
        </details>
      )}
    </>
  )
}

function asItem(deed: StepAction, index: number) {
  const output = printedLines(deed.result?.output ?? '')
  const result = resultWords(deed)
  return (
    <li key={index}>
      <Words text={actionLines(deed).join('\n')} />
      {result !== null && <span class={deed.result?.exitCode === 0 ? 'result' : 'result bad'}>{result}</span>}
      {output.length > 0 && <pre>{output.join('\n')}</pre>}
    </li>
  )
}

/** Characters. The beginning of a command that names a thousand directories is enough. */
const longest = 400

function Words({ text }: { readonly text: string }) {
  if (text.length <= longest) return <code>{text}</code>
  const words = text.split(' ').length
  return (
    <details class="words">
      <summary>
        <code>{truncate(text, longest / 2)}</code> {words} words
      </summary>
      <code>{text}</code>
    </details>
  )
}
