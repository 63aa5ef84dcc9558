import { cannotChoose } from './choose-restart.js'
import type { Questions } from './questions.js'

/** `--yes`: every confirmation is answered with yes; what fails stops the run and keeps the system as it is. */
export const assent: Questions = {
  goOn: async () => true,
  step: async () => 'run',
  insist: async () => true,
  restart: async ways => {
    throw cannotChoose(ways)
  },
  failure: async () => 'keep',
}
