import { printable } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'

export const hold: OperationFacts<'hold'> = {
  describe: ({ process }) => `hold the pipe of readproctitle, pid ${process.pid}`,
  lines: ({ process }) => [`hold the pipe of readproctitle, pid ${process.pid}, so that svscanboot waits`],
  undo: () => [{ kind: 'release' }],
  movesProcesses: false,
  links: null,
  interrupts: null,
  predicts: null,
}

export const release: OperationFacts<'release'> = {
  describe: () => 'release the pipe of readproctitle',
  lines: () => ['release the pipe of readproctitle'],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

export const drain: OperationFacts<'drain'> = {
  describe: ({ what }) => `wait until ${what} has read its pipe to the last line`,
  lines: ({ process, what }) => [`wait until the pipe of pid ${process.pid} is empty  # ${printable(what)}`],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

export const endLine: OperationFacts<'end-line'> = {
  describe: ({ what, process }) => `end the line that ${what}, pid ${process.pid}, is in the middle of`,
  lines: ({ process, what }) => [`echo >/proc/${process.pid}/fd/0  # ${printable(what)}`],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

export const saveUnreadLines: OperationFacts<'save-unread-lines'> = {
  describe: ({ what, process }) =>
    `save unread lines from the log pipes that only ${what}, pid ${process.pid}, has open`,
  lines: ({ what, process }) => [
    `save unread lines from the log pipes that only pid ${process.pid} has open  # ${printable(what)}`,
  ],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

export const clearTitle: OperationFacts<'clear-title'> = {
  describe: ({ process }) => `record the title of readproctitle, pid ${process.pid}, and write dots over it`,
  lines: ({ process }) => [`printf %1000s | tr ' ' . >/proc/${process.pid}/fd/0  # readproctitle`],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}
