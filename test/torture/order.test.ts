import { describe, expect, it } from 'vitest'
import { orderProblems } from '../../torture/order.js'
import { parseLog } from '../../torture/strace-log.js'

const run = '/var/lib/svreset/runs/2026-11-23T15-31-00Z-3f9c'
const journal = `18<${run}/journal.jsonl>`

function durable(file: string): string[] {
  return [
    `openat(AT_FDCWD, "${run}/${file}.123456", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0600) = 19`,
    `pwrite64(19<${run}/${file}.123456>, "…", 900, 0) = 900`,
    `fsync(19<${run}/${file}.123456>) = 0`,
    `rename("${run}/${file}.123456", "${run}/${file}") = 0`,
  ]
}

function record(event: string): string[] {
  return [
    `write(${journal}, "{\\"time\\":\\"…\\",\\"event\\":\\"${event}\\",…", 90) = 90`,
    `fdatasync(${journal}) = 0`,
  ]
}

/** What strace shows of a reset, shortened. */
const kept = [
  ...record('started'),
  ...record('intent'),
  ...durable('manifest.yaml'),
  ...durable('restore.sh'),
  `fsync(19<${run}>) = 0`,
  ...record('outcome'),
  ...record('intent'),
  'unlink("/proc/self/fd/17/nginx") = 0',
  ...record('outcome'),
  ...record('intent'),
  'kill(202, SIGTERM) = 0',
  ...record('outcome'),
]

function problems(lines: readonly string[]): string[] {
  return orderProblems(parseLog(lines.join('\n')))
}

describe('the order of system calls', () => {
  it('has nothing against a reset that keeps it', () => {
    expect(problems(kept)).toEqual([])
  })

  it.each(['fsync(', 'rename(', 'pwrite64('])('misses each %s', call => {
    for (const [index, line] of kept.entries()) {
      if (line.startsWith(call)) expect(problems(kept.toSpliced(index, 1)), line).not.toEqual([])
    }
  })

  it('misses each sync of a record', () => {
    const syncs = kept.flatMap((line, index) => (line.startsWith('fdatasync') ? [index] : []))
    // After the last record nothing comes that could be too early.
    for (const index of syncs.slice(0, -1))
      expect(problems(kept.toSpliced(index, 1)), String(index)).not.toEqual([])
  })

  it('misses each intent of an act', () => {
    for (const operation of ['unlink(', 'kill(']) {
      const index = kept.findIndex(line => line.startsWith(operation))
      expect(problems(kept.toSpliced(index - 2, 2)), operation).not.toEqual([])
    }
  })

  it('sees a manifest that is renamed before it is synced', () => {
    const sync = kept.findIndex(line => line.startsWith('fsync'))
    const swapped = kept.with(sync, kept[sync + 1] ?? '').with(sync + 1, kept[sync] ?? '')
    expect(problems(swapped)).not.toEqual([])
  })

  it('proves nothing by a log without a reset', () => {
    expect(problems([])).not.toEqual([])
  })
})
