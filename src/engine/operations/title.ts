import { closeSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { CommandOutcome } from '../../contract/command.js'
import type { ProcessId } from '../../system/process.js'
import { readArguments } from '../../system/process-place.js'
import { isStill } from '../../system/process-table.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'
import { switchesOf } from './scan.js'

/** svscan scans every 5 seconds, and supervise tries again after one: what is not cured has been said again by then. */
const quietMs = 6500

/** What repeats itself is heard within two of these; what the steps before have caused gets as long to end. */
const patienceMs = 20_000

interface Clearing {
  /** What the title shows now. */
  readonly process: ProcessId
  readonly text: string
}

interface Run {
  ranCommand(outcome: CommandOutcome): void
  checkInterrupted(): void
}

/** Dots go over errors only when they do not come back: until then the title is the evidence. */
export async function clearTitle({ process, text }: Clearing, run: Run): Promise<void> {
  if (!isStill(process)) return
  if (!(await isQuiet(process, run)))
    throw new OperationFailed(
      `unable to clear the title of readproctitle, pid ${process.pid}`,
      'errors keep coming: their cause is not cured, and the title stays as it is',
    )
  recordWhatCame(process, text, run)
  writeDots(process, text)
}

/** readproctitle sleeps in read(2): it goes to sleep again for each message, so the number of its switches tells of all. */
async function isQuiet(readproctitle: ProcessId, { checkInterrupted }: Run): Promise<boolean> {
  const started = performance.now()
  let heard = started
  let switches = switchesOf(readproctitle)
  while (performance.now() - heard < quietMs) {
    if (performance.now() - started > patienceMs) return false
    await delay(100)
    checkInterrupted()
    const now = switchesOf(readproctitle)
    if (now === switches) continue
    switches = now
    heard = performance.now()
  }
  return true
}

/** The journal has the text of the plan. What has come since then goes there too. */
function recordWhatCame({ pid }: ProcessId, text: string, { ranCommand }: Run): void {
  const title = readArguments(pid).at(-1) ?? ''
  if (title === text) return
  const argv = ['tail', '-c', '+1', `/proc/${pid}/cmdline`]
  ranCommand({ argv, cwd: '/', exitCode: 0, durationMs: 0, output: `${title}\n` })
}

/** readproctitle moves what it reads into its title from the right, and pushes as much out at the left (readproctitle.c). */
function writeDots(readproctitle: ProcessId, text: string): void {
  const failure = `unable to write to the pipe of readproctitle, pid ${readproctitle.pid}`
  const descriptor = openForWriting(`/proc/${readproctitle.pid}/fd/0`, failure)
  try {
    writeSync(descriptor, '.'.repeat(Math.max(1000, text.length)))
  } catch (error) {
    throw OperationFailed.because(failure, error)
  } finally {
    closeSync(descriptor)
  }
}
