import { createHash } from 'node:crypto'
import { type Misfit, parseYamlFile } from '../yaml-file.js'
import type { Runbook, Step } from './runbook.js'
import { type RunbookFile, runbookSchema } from './schema.js'

/** Names that a runbook may use; the registry of actions knows them. */
export interface Known {
  readonly actions: readonly string[]
}

/** YAML text → Runbook. All problems at once, in one UserError. */
export function loadRunbook(file: string, source: string, known: Known): Runbook {
  const value = parseYamlFile('runbook', file, source, runbookSchema, value => crossCheck(value, known))
  return toRunbook(value, createHash('sha256').update(source).digest('hex'))
}

function crossCheck(file: RunbookFile, known: Known): Misfit[] {
  const misfits: Misfit[] = []
  const ids = new Set<string>()
  let recorded = false
  for (const [index, step] of file.steps.entries()) {
    const path = ['steps', index]
    if (ids.has(step.id))
      misfits.push({ path: [...path, 'id'], message: `the id '${step.id}' is used twice` })
    ids.add(step.id)
    for (const [key, action] of [['uses', step.uses] as const, ['verify', step.verify?.uses] as const]) {
      if (action !== undefined && !known.actions.includes(action)) {
        misfits.push({
          path: [...path, key],
          message: `unknown action '${action}': there are ${known.actions.join(', ')}`,
        })
      }
    }
    if (step.uses === 'links.record') recorded = true
    if (step.uses === 'links.remove' && !recorded) {
      misfits.push({
        path: [...path, 'uses'],
        message: 'links.remove needs a step before it that uses links.record',
      })
    }
  }
  return misfits
}

function toRunbook(file: RunbookFile, digest: string): Runbook {
  return {
    name: file.name,
    title: file.title,
    description: file.description ?? '',
    digest,
    parameters: file.params ?? {},
    steps: file.steps.map(toStep),
  }
}

function toStep(step: RunbookFile['steps'][number]): Step {
  return {
    id: step.id,
    name: step.name,
    description: step.description ?? '',
    effect: step.effect ?? null,
    confirm: step.confirm ?? null,
    allowSkip: step.allow_skip ?? false,
    timeout: step.timeout ?? null,
    verify:
      step.verify === undefined ? null : { uses: step.verify.uses, deadline: step.verify.deadline ?? null },
    task:
      step.run === undefined
        ? { kind: 'uses', action: step.uses ?? '' }
        : {
            kind: 'run',
            argv: step.run,
            cwd: step.cwd ?? null,
            forEach:
              step.for_each === undefined
                ? null
                : { collection: step.for_each.slice(2, -1), as: step.as ?? '' },
          },
  }
}
