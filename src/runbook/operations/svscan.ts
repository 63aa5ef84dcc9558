import { printable } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'

export const awaitScan: OperationFacts<'await-scan'> = {
  describe: ({ svscan }) => `wait until just before the next scan of svscan, pid ${svscan.pid} (every 5 s)`,
  lines: () => ["wait until just before svscan's next scan (it looks every 5 s)"],
  undo: () => 'nothing',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
  waitsForScan: true,
}

export const limit: OperationFacts<'limit'> = {
  describe: ({ process, openFiles, what, before }) => prlimit(process.pid, openFiles, what, before),
  lines: ({ process, openFiles, what, before }) => [prlimit(process.pid, openFiles, printable(what), before)],
  undo: operation => [{ ...operation, openFiles: operation.before, before: operation.openFiles }],
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

function prlimit(pid: number, openFiles: string, what: string, before: string): string {
  return `prlimit --pid ${pid} --nofile=${openFiles}  # ${what}, was ${before}`
}
