import { isToldToExit } from '../../system/supervise-state.js'
import { printable } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'
import { decodeOrders } from './orders.js'
import { halt, removeOne, removeTree } from './processes.js'

export const signal: OperationFacts<'signal'> = {
  describe: ({ signal, what, process }) => `${signal} to ${what}, pid ${process.pid}`,
  lines: ({ signal, what, process }) => [`kill -${signal.slice(3)} ${process.pid}  # ${printable(what)}`],
  undo(operation) {
    if (operation.signal === 'SIGSTOP') return [{ ...operation, signal: 'SIGCONT' }]
    return ends(operation) ? 'lasting' : 'nothing'
  },
  movesProcesses: true,
  links: null,
  interrupts: ({ signal, process }, { supervises }) =>
    signal === 'SIGCONT' || signal === 'SIGSTOP'
      ? []
      : supervises
          .filter(({ child }) => child?.pid === process.pid)
          .map(supervise => ({ supervise, stays: false })),
  interruptsServed: ({ serves, process }) =>
    serves === undefined
      ? null
      : { service: serves.service, why: `pid ${process.pid} ${serves.how}, and is ended` },
  predicts(operation, { processes }) {
    if (operation.signal === 'SIGSTOP') halt(processes, operation.process.pid)
    else if (ends(operation)) removeOne(processes, operation.process.pid)
  },
  leavesDown: ({ signal }) => signal !== 'SIGCONT',
  ends: operation => (ends(operation) ? operation.process : null),
  message: ({ signal, process, what }) => ({ signal, process, what }),
}

function ends({ signal }: { readonly signal: string }): boolean {
  return signal === 'SIGTERM' || signal === 'SIGKILL'
}

export const control: OperationFacts<'control'> = {
  describe: ({ orders, what, process }) =>
    `${orders} to ${what}, pid ${process.pid}, through its open control descriptor`,
  lines: ({ orders, what, process }) => [
    `write ${printable(orders)} to the control descriptor of pid ${process.pid}  # ${printable(what)}`,
  ],
  undo: () => 'lasting',
  movesProcesses: true,
  links: null,
  interrupts(operation, system) {
    const orders = decodeOrders(operation.orders)
    if (!orders.interrupts) return []
    return system.supervises
      .filter(({ process }) => process.pid === operation.process.pid)
      .map(supervise => ({
        supervise,
        stays: orders.onlyKills && !isToldToExit(supervise, system),
        goesOn: !orders.leavesDown,
      }))
  },
  predicts({ orders, process }, { processes, system }) {
    if (decodeOrders(orders).exits) removeTree(processes, system, process.pid)
  },
  leavesDown: ({ orders }) => decodeOrders(orders).leavesDown,
  ends: ({ orders, process }) => (decodeOrders(orders).exits ? process : null),
  message: ({ orders, process, what }) => ({ orders, process, what }),
}
