import type { Action } from './action.js'
import { givenProcess, processInput } from './given-process.js'
import { alive, nameOf, serviceName } from './kin.js'
import { order, subject } from './order.js'
import { idOf } from './signal.js'

export const serviceKill: Action = {
  name: 'service.kill',
  summary: 'kills a service that was told to go down and does not (svc -k); it stays down, as ordered',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the processes are those of now' },
  deadline: 5_000,
  plan(system, _context, given) {
    const stubborn = alive(system, givenProcess(given))
    return {
      acts: stubborn === null ? [] : subject(system, given).map(supervise => order(supervise, 'k')),
      notes: subject(system, given).map(
        supervise => `${serviceName(supervise)} stays down, as somebody has ordered: svc -u starts it again`,
      ),
    }
  },
  pending(system, _context, given) {
    const process = alive(system, givenProcess(given))
    return process === null ? [] : [{ name: nameOf(process), process: idOf(process) }]
  },
}
