/** Calls that change something outside of the process; `open*` only for writing, `clone*` only for children. */
export const mutatingCalls = [
  ...['open', 'openat', 'creat', 'write', 'writev', 'pwrite64', 'pwritev', 'pwritev2'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat'],
  ...['symlink', 'symlinkat', 'link', 'linkat', 'mkdir', 'mkdirat', 'rmdir', 'chmod', 'fchmod', 'fchmodat'],
  ...['chown', 'fchown', 'lchown', 'fchownat', 'utimensat', 'truncate', 'ftruncate', 'fallocate'],
  ...['kill', 'tkill', 'tgkill', 'pidfd_send_signal', 'clone', 'clone3', 'vfork', 'fork'],
]

/** One call of a log written by `strace -y`. */
export interface Call {
  /** 0 where the log names none: strace without -f. */
  readonly thread: number
  readonly name: string
  readonly text: string
  readonly injected: boolean
  /** Counted as strace's `when=` counts: calls of this name on this thread, from 1. */
  readonly nth: number
}

export function parseLog(text: string): Call[] {
  const counts = new Map<string, number>()
  return text.split('\n').flatMap((line): Call[] => {
    const match = /^(\d+ +)?([a-z_0-9]+)\((.*)$/.exec(line)
    if (match === null) return []
    const thread = Number(match[1] ?? 0)
    const name = match[2] ?? ''
    const key = `${thread} ${name}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    return [{ thread, name, text: match[3] ?? '', injected: line.includes('(INJECTED)'), nth }]
  })
}

export function isMutating({ name, text }: Call): boolean {
  if (name === 'open' || name === 'openat') {
    return /\bO_(WRONLY|RDWR|CREAT|TRUNC)\b/.test(text) && !text.includes('"/dev/')
  }
  if (/^p?write/.test(name)) {
    // The event loop's own wake-ups (a byte into a pipe or an eventfd that only this process has) change nothing.
    return !/^\d+<anon_inode:/.test(text) && !/^([3-9]|\d\d+)<pipe:/.test(text)
  }
  if (/^(clone|v?fork)/.test(name)) return !text.includes('CLONE_THREAD')
  return true
}

export interface LabelledCall extends Call {
  /** The same for the same call of another run: without run ids, pids, descriptors and times. */
  readonly label: string
}

/** The calls of one thread that change something, each with a label of its own. */
export function label(calls: readonly Call[]): LabelledCall[] {
  const seen = new Map<string, number>()
  let record = ''
  return calls.filter(isMutating).map(call => {
    const journal = /^\d+<[^>]*journal\.jsonl>/.test(call.text)
    const event = /\\"event\\":\\"(\w+)\\"(?:,\\"step\\":\\"([\w-]+)\\")?/.exec(call.text)
    if (journal && event !== null) record = `${event[1]} ${event[2] ?? ''}`.trim()
    const what = journal && call.name !== 'ftruncate' ? `journal ${record}` : plain(call)
    const base = `${call.name} ${what}`
    const count = (seen.get(base) ?? 0) + 1
    seen.set(base, count)
    return { ...call, label: count === 1 ? base : `${base} #${count}` }
  })
}

function plain({ name, text }: Call): string {
  if (/^p?write/.test(name)) {
    const target = /^(\d+)<([^>]*)>/.exec(text)
    if (target?.[1] === '1') return 'standard output'
    if (target?.[1] === '2') return 'standard error'
    return tidy(target?.[2] ?? text)
  }
  if (/^(clone|v?fork)/.test(name)) return 'child'
  return tidy(text.replace(/\) += .*$/, '').replace(/\) += \?.*$/, ''))
}

function tidy(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{4}/g, 'RUN')
    .replace(/\b(AT_FDCWD|\d+)(?=<)/g, '')
    .replace(/\.\d{5,}/g, '.TEMPORARY')
    .replace(/tv_n?sec=\d+/g, '')
    .replace(/\/\*.*?\*\//g, '')
    .replace(/\/proc\/\d+/g, '/proc/PID')
    .replace(/\/proc\/self\/fd\/\d+/g, '/proc/self/fd/N')
    .replace(/^\d+(, SIG)/, 'PID$1')
    .slice(0, 120)
}
