import type { BashScreen } from './bash-screen.js'
import { openDrill, type TestDrill } from './drill.js'
import { killAt } from './killed.js'
import { runbookWith, second, secondDirectory } from './second-directory.js'
import { endDaemontools, staging, untilUp } from './staging.js'

/** A kind of question, and how one comes to it. */
export interface QuestionKind {
  open(): Promise<TestDrill>
  readonly command: string
  reach(screen: BashScreen, drill: TestDrill): Promise<unknown>
  readonly question: RegExp
  /** Links are out when it is asked: the run can be resumed and restored afterwards. */
  readonly linksOut: boolean
  /** Runs are open before it is asked. */
  readonly openBefore?: true
  /** The svscan directory, if it is another. */
  readonly directory?: string
  /** Exit code after Ctrl-D. */
  readonly quit: number
  /** Exit code after SIGHUP, or if the terminal goes away. */
  readonly hungUp: number
  /** Makes all as it was before the command; it may have ended in any way. */
  again(drill: TestDrill): Promise<unknown>
}

const runIt = /Run it\? \[y,a,d,q,\?\]\s*$/
const stepOne = /Step 1 of 14[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/
const stepThree = /Step 3 of 14[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/
const spare = `${staging}
service /usr/local/spare`
const happy = (prepare = '') => openDrill('happy', { prepare })
const restore = (drill: TestDrill) => drill.sh('svreset restore --yes 2>&1 || svreset check --quiet')
const linkSpare = (drill: TestDrill) => drill.sh('ln -sfn /usr/local/spare /etc/service/spare')

async function toStepThree(screen: BashScreen): Promise<void> {
  for (const step of [1, 2]) {
    await screen.until(new RegExp(`Step ${step} of 14[\\s\\S]*Run it\\? \\[y,a,d,q,\\?\\]\\s*$`))
    await screen.press('y', 'Enter')
  }
  await screen.until(stepThree)
}

/** Ignores SIGTERM until somebody says that it may go. */
const stubborn = `${staging}
service /usr/local/stubborn 'trap "" TERM; until [ -e /etc/go ]; do sleep 0.1; done'
ln -s /usr/local/stubborn /etc/service/`

type QuestionKinds = Readonly<Record<string, QuestionKind>>

/** Nothing was done yet. */
export const firstQuestions: QuestionKinds = {
  'a step, nothing done': {
    open: happy,
    command: 'svreset',
    reach: screen => screen.until(stepOne),
    question: runIt,
    linksOut: false,
    quit: 4,
    hungUp: 129,
    again: async () => {},
  },
  'a change, nothing done': {
    open: () => happy(spare),
    command: 'svreset',
    async reach(screen, drill) {
      await screen.until(stepOne)
      await linkSpare(drill)
      await screen.press('y', 'Enter')
    },
    question: /Make a new plan for the system as it is now\? \[y,q,\?\]\s*$/,
    linksOut: false,
    quit: 4,
    hungUp: 129,
    again: drill => drill.sh(`rm -f /etc/service/spare; svc -dx /usr/local/spare 2>/dev/null || :`),
  },
  'which run': {
    async open() {
      const prepare = `${secondDirectory}
        mkdir /service; for name in a b c; do ln -s /usr/local/$name /etc/service/; done`
      const drill = await openDrill('empty', { prepare, respawn: false })
      await untilUp(drill, '/etc/service/a')
      await drill.sh(runbookWith('exit 1'))
      await drill.svreset('run', '/usr/local/between.yaml', '--yes', '--service-dir', second)
      await killAt(drill, 'stop')
      await drill.sh(endDaemontools('/usr/local/a', '/usr/local/b', '/usr/local/c'))
      return drill
    },
    command: 'svreset restore',
    reach: async () => {},
    question: /Which one\? \[1,2,q,\?\]\s*$/,
    linksOut: false,
    openBefore: true,
    quit: 4,
    hungUp: 129,
    again: async () => {},
  },
  'whether to resume after a change': {
    async open() {
      const drill = await happy(spare)
      await killAt(drill, 'stop')
      await linkSpare(drill)
      return drill
    },
    command: 'svreset resume',
    reach: async () => {},
    question: /Continue anyway\? \[y,n,q,\?\]\s*$/,
    linksOut: true,
    quit: 4,
    // Nobody has said yes to it.
    hungUp: 129,
    again: async () => {},
  },
}

/** What is asked before each step, and by `q`. */
export const stepQuestions: QuestionKinds = {
  'a step, links out': {
    open: happy,
    command: 'svreset',
    reach: toStepThree,
    question: runIt,
    linksOut: true,
    quit: 4,
    hungUp: 0,
    again: restore,
  },
  'how to stop': {
    open: happy,
    command: 'svreset',
    async reach(screen) {
      await toStepThree(screen)
      await screen.press('q', 'Enter')
    },
    question: /Stop here: keep the system as it is now, or undo what was done\? \[k,u,\?\]\s*$/,
    linksOut: true,
    quit: 4,
    hungUp: 0,
    again: restore,
  },
}

/** What is asked if something is not as it should be. */
export const troubleQuestions: QuestionKinds = {
  'a change, links out': {
    open: () => happy(spare),
    command: 'svreset',
    async reach(screen, drill) {
      await toStepThree(screen)
      await linkSpare(drill)
      await screen.press('y', 'Enter')
    },
    question: /Continue with the system as it is now\? \[y,q,\?\]\s*$/,
    linksOut: true,
    quit: 4,
    hungUp: 0,
    again: async drill => {
      await restore(drill)
      await drill.sh('rm -f /etc/service/spare; svc -dx /usr/local/spare 2>/dev/null || :')
    },
  },
  'a failure': {
    async open() {
      const drill = await openDrill('empty', { prepare: secondDirectory })
      await drill.sh(runbookWith('exit 1'))
      return drill
    },
    command: `svreset run /usr/local/between.yaml --service-dir ${second}`,
    async reach(screen) {
      await screen.until(/Run it\? \[y,a,d,q,\?\]\s*$/)
      await screen.press('a', 'Enter')
    },
    question: /It failed\. What now\? \[r,k,u,d,\?\]\s*$/,
    linksOut: true,
    directory: second,
    quit: 1,
    hungUp: 1,
    again: drill => drill.sh(`svreset restore --yes --service-dir ${second}`),
  },
}

export const killQuestions: QuestionKinds = {
  'whether to kill': {
    async open() {
      const drill = await openDrill('empty', { prepare: stubborn })
      await untilUp(drill, '/etc/service/stubborn')
      return drill
    },
    command: 'svreset --stop-timeout 1s',
    async reach(screen) {
      await screen.until(stepOne)
      await screen.press('a', 'Enter')
    },
    question: /Kill\s+it\s+\(SIGKILL\)\?\s+\[y,w,n,q,\?\]\s*$/,
    linksOut: true,
    quit: 1,
    hungUp: 0,
    async again(drill) {
      await drill.sh(`touch /etc/go; while pgrep -xf 'supervise stubborn' && [ ! -e /etc/service/stubborn ]; do sleep 0.05; done
        rm /etc/go`)
      await restore(drill)
      await untilUp(drill, '/usr/local/stubborn')
    },
  },
}
