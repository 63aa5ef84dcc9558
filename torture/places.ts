import type { Arena } from './arena.js'
import { newRunIdEnding } from './predictable.js'
import type { Call } from './strace-log.js'

/**
 * Files by whose name (`strace -P`) a call is told from others: a process opens hundreds of files to read them, and
 * the event loop wakes itself by writing, so that the count of all `openat` or all `write` is another each time.
 */
export type TracedFile = 'standard output' | 'journal' | 'pipe of readproctitle'

/** null: its count among all calls of its name is the same each time. */
export function tracedFileOf({ name, text }: Call): TracedFile | null {
  if (!/^(p?write|open)/.test(name)) return null
  if (/^1</.test(text)) return 'standard output'
  if (/journal\.jsonl[>"]/.test(text)) return 'journal'
  return /"\/proc\/\d+\/fd\/0"/.test(text) ? 'pipe of readproctitle' : null
}

/** Every path that the place may have in the run to come. */
export async function candidates(arena: Arena, place: TracedFile, output: string): Promise<string[]> {
  switch (place) {
    case 'standard output':
      return [output]
    case 'journal': {
      const runs = (await arena.sh('ls /var/lib/svreset/runs 2>/dev/null || :')).split('\n').filter(Boolean)
      return (runs.length > 0 ? runs : runsToCome()).map(run => `/var/lib/svreset/runs/${run}/journal.jsonl`)
    }
    case 'pipe of readproctitle': {
      const pids = (await arena.sh('pgrep -x readproctitle')).split('\n').filter(Boolean)
      return pids.map(pid => `/proc/${pid}/fd/0`)
    }
  }
}

/** A run's id is the second in which it begins, and two bytes that ./predictable.ts has made the same always. */
function runsToCome(): string[] {
  return Array.from({ length: 15 }, (_, seconds) => {
    const time = new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19).replaceAll(':', '-')
    return `${time}Z-${newRunIdEnding}`
  })
}
