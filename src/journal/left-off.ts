import type { LeftOff, NumberedStep, Session } from '../contract/open-run.js'
import { undoStepId, undoStepName } from '../contract/runbook.js'
import type { JournalLine } from './journal-entry.js'
import { operatorWords } from './operator-words.js'

/** Where a run has got to: a pure fold over its entries. null: they do not tell how it began. */
export function leftOff(entries: readonly JournalLine[]): LeftOff | null {
  const started = entries.find(entry => entry.event === 'started')
  if (started === undefined) return null
  const plan = started.steps ?? []
  const sessions: Session[] = []
  let names = new Map<string, string>()
  let ended: LeftOff['ended'] = null
  let step: NumberedStep | null = null
  let stepEnded = false
  const done = new Map<string, NumberedStep>()
  const numbered = (id: string): NumberedStep => {
    const index = sessions.at(-1)?.kind === 'restoring' ? -1 : plan.findIndex(each => each.id === id)
    return { id, name: names.get(id) ?? undoName(id), number: index === -1 ? null : index + 1 }
  }
  for (const entry of entries) {
    switch (entry.event) {
      case 'started':
      case 'resumed':
      case 'restoring': {
        const { event: kind, operator, pid, time } = entry
        sessions.push({ kind, who: operatorWords(operator), pid, from: Date.parse(time) })
        names = new Map([...names, ...(entry.steps ?? []).map(({ id, name }) => [id, name] as const)])
        ended = null
        break
      }
      case 'intent':
        step = numbered(entry.step)
        stepEnded = false
        done.delete(entry.step)
        break
      case 'outcome':
        step = numbered(entry.step)
        stepEnded = entry.status !== 'failed'
        if (stepEnded && step.number !== null) done.set(entry.step, step)
        break
      case 'ended':
        ended = entry.status
    }
  }
  const [begun] = sessions
  const last = sessions.at(-1)
  if (begun === undefined || last === undefined) return null
  const { name, title = name } = started.runbook
  const heard = Math.max(...entries.slice(-1).map(({ time }) => Date.parse(time)), last.from)
  return {
    ...{ runbook: name, title, begun, last, heard, ended, step, stepEnded },
    ...{ done: [...done.values()], of: plan.length },
  }
}

function undoName(id: string): string {
  return id === undoStepId ? undoStepName : id
}
