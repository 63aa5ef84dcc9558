import type { BashScreen } from './bash-screen.js'
import { openDrill, type TestDrill } from './drill.js'
import { runbookWith, second, secondDirectory } from './second-directory.js'
import { staging, untilUp } from './staging.js'

/** A kind of wait, and how one comes to it. It is over when there is a file /etc/go. */
export interface WaitKind {
  open(): Promise<TestDrill>
  readonly command: string
  reach(screen: BashScreen): Promise<unknown>
  /** What stands there meanwhile. */
  readonly waiting: RegExp
  /** A signal is heard when what svreset waits for has ended. */
  readonly whole: boolean
  /** svreset draws meanwhile, and so removes what the terminal has echoed. */
  readonly drawn: boolean
  readonly linksOut: boolean
  /** Makes all as it was before the command; it may have ended in any way. */
  again(drill: TestDrill): Promise<unknown>
}

const slow = `${staging}
service /usr/local/slow 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
ln -s /usr/local/slow /etc/service/slow`

const untilGo = 'until [ -e /etc/go ]; do sleep 0.05; done'

const stopping = {
  async open() {
    const drill = await openDrill('empty', { prepare: slow })
    await untilUp(drill, '/etc/service/slow')
    return drill
  },
  waiting: /waiting for slow; \d+ s/,
  whole: false,
  drawn: true,
  linksOut: true,
  async again(drill: TestDrill) {
    await drill.sh(`touch /etc/go
      while [ ! -e /etc/service/slow ] && pgrep -xf 'supervise slow' >/dev/null; do sleep 0.05; done
      svreset restore --yes >/dev/null 2>&1 || svreset check --quiet`)
    await untilUp(drill, '/usr/local/slow')
    await drill.sh('rm /etc/go')
  },
} satisfies Partial<WaitKind>

const mine = (steps: readonly object[]) => `cat >/usr/local/mine.yaml <<'RUNBOOK'
${JSON.stringify({ version: 1, name: 'mine', title: 'Mine', steps })}
RUNBOOK`

type WaitKinds = Readonly<Record<string, WaitKind>>

export const serviceWaits: WaitKinds = {
  'a service that stops, with --yes': { ...stopping, command: 'svreset --yes', reach: async () => {} },
  'a service that stops, after the answer a': {
    ...stopping,
    command: 'svreset',
    async reach(screen) {
      await screen.until(/Run it\? \[y,a,d,q,\?\]\s*$/)
      await screen.press('a', 'Enter')
    },
  },
}

export const otherWaits: WaitKinds = {
  'a command, links out': {
    async open() {
      const drill = await openDrill('empty', { prepare: secondDirectory })
      await drill.sh(runbookWith(untilGo))
      return drill
    },
    command: `svreset run /usr/local/between.yaml --yes --service-dir ${second}`,
    reach: async () => {},
    waiting: /What somebody does meanwhile: \d+ s/,
    whole: true,
    drawn: true,
    linksOut: true,
    again: drill =>
      drill.sh(
        `rm -f /etc/go; svreset restore --yes --service-dir ${second} >/dev/null 2>&1 || ls ${second}/a`,
      ),
  },
  'another try': {
    open: () =>
      openDrill('empty', {
        prepare: mine([
          {
            ...{ id: 'try', name: 'Try it', run: ['test', '-e', '/etc/go'] },
            retry: { attempts: 40, delay: '2s' },
          },
        ]),
      }),
    command: 'svreset run /usr/local/mine.yaml --yes',
    reach: async () => {},
    waiting: /the next one in 2\.0 s\s*$/,
    whole: false,
    drawn: false,
    linksOut: false,
    again: drill => drill.sh('rm -f /etc/go'),
  },
}
