import type { Plan } from '../contract/plan.js'
import type { Questions } from '../contract/questions.js'
import { ExitCode, UserError } from '../errors.js'
import { cannotChoose } from './choose-restart.js'

/** `--yes`: every confirmation is answered with yes; what fails stops the run and keeps the system as it is. */
export const autoConfirm: Questions = {
  goOn: async () => true,
  changed: async () => 'fail',
  step: async () => 'run',
  escalate: async () => true,
  restart: async ways => {
    throw cannotChoose(ways)
  },
  failure: async () => 'keep',
}

/** The same, but for the steps that always ask: those are for a person, and without one nothing is begun (exit code 3). */
export function autoConfirmExceptAlways(plan: Plan, person: Questions | null): Questions {
  const asking = plan.steps.find(({ confirm, ruledOut }) => confirm === 'always' && !ruledOut)
  if (asking === undefined) return autoConfirm
  if (person === null) {
    throw new UserError(ExitCode.refused, `unable to run step '${asking.id}' with --yes: it always asks`, {
      reason: 'the runbook says confirm: always, and there is no terminal',
      next: 'run it at a terminal; nothing was touched',
    })
  }
  return {
    ...autoConfirm,
    step: async (step, index, of) => (step.confirm === 'always' ? person.step(step, index, of) : 'run'),
  }
}

/** The terminal has gone while the links are out: the run must come to its end, whatever has changed. */
export const autoConfirmAfterHangup: Questions = { ...autoConfirm, changed: async () => 'go-on' }
