import type { FamilyDrill, Said } from './family.js'

/** Those that stay as they are. */
export const services = ['web', 'web/log', 'standby', 'told', 'waiting', 'ending'] as const

/** Says to each service what its name says, and waits until sv says that it is so. */
export async function untilSettled({ sh }: FamilyDrill): Promise<void> {
  await sh(`
    is() { until sv status "/usr/local/$1" 2>/dev/null | grep -q "$2"; do sleep 0.05; done; }
    is web '^run: .*; run: log: '; is told '^run: '; is waiting '^run: '; is ending '^finish: '; is standby '^down: '
    is loop .
    sv down /usr/local/told >/dev/null; is told '^down: '
    sv pause /usr/local/waiting >/dev/null; is waiting ', paused'`)
}

/** `run: /usr/local/web: (pid 206) 6s, normally down; run: log: (pid 205) 6s` */
export async function svStatus({ sh }: FamilyDrill, name: string): Promise<Said> {
  const [service, log] = name.split('/')
  const line = await sh('sv status "/usr/local/$1"', service ?? '')
  const [own = '', its = ''] = line.trim().split('; ')
  const half = log === undefined ? own : its
  const [, state, pid, seconds, rest = ''] = /^(\w+): [^:]+: (?:\(pid (\d+)\) )?(\d+)s(.*)$/.exec(half) ?? []
  return {
    state: state === 'run' ? 'up' : 'down',
    pid: state === 'run' ? Number(pid) : null,
    seconds: Number(seconds),
    normally: word(/, normally (up|down)/.exec(rest)?.[1] ?? (pid === undefined ? 'down' : 'up')),
    // After ./finish it is started again: nobody has told it to be down.
    want: state === 'finish' ? 'up' : null,
    paused: rest.includes(', paused'),
  }
}

function word(text: string): 'up' | 'down' {
  return text === 'up' ? 'up' : 'down'
}
