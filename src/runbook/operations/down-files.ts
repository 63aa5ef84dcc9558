import { listed } from '../../text/list.js'
import { printable, quote } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'

export const addDown: OperationFacts<'add-down'> = {
  describe: ({ services }) => `add a file down to keep ${listed(services.map(({ name }) => name))} down`,
  lines: ({ services }) =>
    services.map(
      ({ name, directory }) => `touch ${quote(`${directory}/down`)}  # keeps ${printable(name)} down`,
    ),
  // Only when a supervise runs again: the end of an undo removes it (undo-run.ts).
  undo: () => 'nothing',
  movesProcesses: false,
  links: null,
  interrupts: null,
  predicts: null,
}

export const removeDown: OperationFacts<'remove-down'> = {
  describe: ({ services }) =>
    `remove the file down that kept ${listed(services.map(({ name }) => name))} down`,
  lines: ({ services }) =>
    services.map(
      ({ name, directory }) => `rm ${quote(`${directory}/down`)}  # ${printable(name)} stays down`,
    ),
  undo: () => 'nothing',
  movesProcesses: false,
  links: null,
  interrupts: null,
  predicts: null,
}
