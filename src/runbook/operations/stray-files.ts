import { listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'

export const setAside: OperationFacts<'set-aside'> = {
  describe: ({ files }) =>
    `set aside ${listed(files.map(({ name, file }) => `supervise/${file} of ${name}`))}`,
  lines: ({ files }) =>
    files.map(({ directory, file }) => {
      const path = quote(`${directory}/supervise/${file}`)
      return `mv -n ${path} ${quote(`${directory}/supervise/${file}.set-aside`)}`
    }),
  // It stood in the way of supervise, and would again.
  undo: () => 'nothing',
  movesProcesses: false,
  links: null,
  interrupts: null,
  predicts: null,
}
