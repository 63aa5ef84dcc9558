import type { Plan } from '../../contract/plan.js'
import type { Questions } from '../../contract/questions.js'
import { ExitCode, UserError } from '../../errors.js'
import { cannotChoose } from '../prepare/choose-restart.js'

/** `--yes`: answers every confirmation with yes. A failure stops the run and keeps the system as it is. */
export const autoConfirm: Questions = {
  goOn: async () => true,
  changed: async () => 'fail',
  step: async () => 'run',
  escalate: async () => 'do',
  restart: async ways => {
    throw cannotChoose(ways)
  },
  failure: async () => 'keep',
}

/** The same, except for steps that always ask: only a person can answer. Without a person the run does not begin (exit code 3). */
export function autoConfirmExceptAlways(plan: Plan, person: Questions | null): Questions {
  const asking = plan.steps.find(({ confirm, ruledOut }) => confirm === 'always' && !ruledOut)
  if (asking === undefined) return autoConfirm
  if (person === null) {
    throw new UserError(ExitCode.refused, `unable to run step '${asking.id}' with --yes: it always asks`, {
      reason: 'the runbook has confirm: always for this step, and there is no terminal',
      next: 'run the command at a terminal; nothing was touched',
    })
  }
  return {
    ...autoConfirm,
    step: async (step, ...rest) => (step.confirm === 'always' ? person.step(step, ...rest) : 'run'),
  }
}

/** The terminal has gone while links are removed. The run must come to its end, whatever has changed. */
export const autoConfirmAfterHangup: Questions = { ...autoConfirm, changed: async () => 'go-on' }
