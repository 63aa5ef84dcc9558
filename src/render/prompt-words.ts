import type { PlannedStep } from '../contract/plan.js'
import type { Standing } from '../contract/questions.js'
import { count, listed } from '../text/list.js'
import { printable } from '../text/quote.js'
import { textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'

type Meanings = Readonly<Record<string, string>>

/** What the letters mean when svreset asks whether to kill. */
export const whenKilling: Meanings = {
  y: 'kill it now: it cannot save anything, and nobody can undo that',
  w: 'wait longer: as long again; then svreset asks again',
  n: 'do not kill it: the step fails, and svreset asks what to do then',
  q: 'the same as n',
}

const meanings: Meanings = {
  y: 'do it',
  s: 'skip this step',
  a: 'run this step and all that follow',
  d: 'show every command in full',
  q: 'stop here',
  r: 'try the step again, on the system as it is now',
  k: 'keep the system as it is, and stop',
  u: 'undo what was done, and stop: svreset puts the links back, and svscan starts again what was stopped',
  '?': 'explain the letters',
}

/** In one sentence, for who has never seen the letters. */
export function named(letters: string): string {
  return [...letters].map(letter => `${letter} ${meanings[letter] ?? ''}`).join('; ')
}

/** What nobody is asked about after `a`. */
export function followingWords(all: readonly PlannedStep[], step: PlannedStep): string[] {
  const at = all.findIndex(({ id }) => id === step.id)
  const following = at === -1 ? [] : all.slice(at + 1)
  const asked = following.filter(({ confirm }) => confirm === 'always')
  const others = following.filter(({ confirm }) => confirm !== 'always')
  const except = asked.length === 0 ? '' : ` svreset still asks before: ${nameAll(asked)}.`
  if (others.length === 0) return []
  return [
    `Without a question follow: ${nameAll(others)}.${except} svreset still asks if a step fails, if something does not stop, or if the system has changed.`,
  ]
}

function nameAll(steps: readonly PlannedStep[]): string {
  return steps.map(({ name }) => printable(name)).join('; ')
}

/** While services are down, stopping leaves them so. */
export function standingWords({ down, ran, linksOut }: Standing): string[] {
  if (down.length === 0) return []
  const all = down.length === ran
  const which = !all
    ? `${down.length} of the ${ran} services that ran`
    : ran === 1
      ? 'the one service that ran'
      : `all ${ran} services that ran`
  const are = down.length === 1 ? 'is' : 'are'
  const links = linksOut === 0 ? '' : `, and ${count(linksOut, 'link')} ${linksOut === 1 ? 'is' : 'are'} out`
  return [
    `${all ? 'All is down: ' : ''}${which} ${are} down now (${listed(down.map(printable))})${links}.`,
    'If you keep the system so, nothing starts them until svreset resume, svreset restore, or you.',
  ]
}

export function explain(letters: string, width: number, own: Meanings = {}): string {
  const lines = [...letters].flatMap(letter => {
    const [first = '', ...rest] = wrap(own[letter] ?? meanings[letter] ?? '', width, '     ')
    return [`  ${letter}  ${first.trimStart()}`, ...rest]
  })
  return textOf(lines)
}
