import type { Break } from '../../contract/options.js'
import { OperationFailed } from '../operations/operation-failed.js'

/** For a rehearsal: what happens if a step fails in its middle, or svreset is killed there. */
export function breakerOf({ how, step }: Break): (at: string) => void {
  return at => {
    if (at !== step) return
    if (how === 'kill') process.kill(process.pid, 'SIGKILL')
    throw new OperationFailed('the step fails on purpose', `this is a rehearsal with --fail ${step}`)
  }
}
