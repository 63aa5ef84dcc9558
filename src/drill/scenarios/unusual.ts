import { readFile } from 'node:fs/promises'
import type { Scenario, Stage } from '../scenario.js'
import { startInBackground } from '../stage/background.js'
import { processTable } from '../stage/process-table.js'
import { serverCommand } from '../stage/server.js'
import { linkService, makeService } from '../stage/service.js'
import { svc, untilDown, untilUp, withLog } from '../stage/supervision.js'
import { until } from '../stage/until.js'

/** Nothing is wrong in any of these, though each looks as if: svreset check is happy, and svreset repair does nothing. */
function unusual(name: string, summary: string, setUp: (stage: Stage) => Promise<string>): Scenario {
  return {
    name,
    summary: `nothing wrong: ${summary}`,
    async setUp(stage) {
      await linkService(await makeService('nginx'))
      return await setUp(stage)
    },
  }
}

/** Makes and starts tinydns beside nginx, and waits for both. */
async function tinydnsRuns(stage: Stage, script: string): Promise<string> {
  const directory = await makeService('tinydns', { run: `#!/bin/sh\nexec 2>&1\n${script}\n` })
  await linkService(directory)
  await stage.startSvscan()
  await untilUp(...withLog('/usr/local/nginx'), ...withLog(directory))
  return directory
}

async function untilRuns(title: string): Promise<number> {
  return await until(
    `${title} to run`,
    () => processTable().find(({ args }) => args.join(' ').startsWith(title))?.pid,
  )
}

const fghack = unusual(
  'fghack',
  'a daemon that knows no other way than the background, below fghack',
  async stage => {
    await tinydnsRuns(stage, `exec fghack ${await serverCommand()} background`)
    await untilRuns('server ')
    return 'the server of tinydns is a child of PID 1, and fghack waits for it'
  },
)

const watched = unusual(
  'watched',
  'run starts a daemon in the background, waits, and stops it on TERM',
  async stage => {
    const command = await serverCommand()
    const script = `trap 'pkill -TERM -P 1 -f "^server "; exit 0' TERM\n${command} background\nwhile :; do sleep 1; done`
    await tinydnsRuns(stage, script)
    await untilRuns('server ')
    return 'the server of tinydns is a child of PID 1, and run watches it'
  },
)

const sessions = unusual(
  'sessions',
  'a forking server was restarted (svc -t), and a session of before goes on',
  async stage => {
    const command = await serverCommand()
    const directory = await tinydnsRuns(stage, `exec ${command} sessions`)
    await untilRuns('server ')
    const [file, port] = command.split(' ')
    startInBackground([file ?? '', port ?? '', 'call'])
    const session = await untilRuns('session on ')
    await svc('-t', directory)
    await until('the session to be left to PID 1', () =>
      processTable().some(({ pid, parent }) => pid === session && parent === 1),
    )
    await until('the server to run again', () =>
      processTable().some(({ args }) => args[0]?.startsWith('server ') === true),
    )
    return `pid ${session} serves a caller of before the restart of tinydns`
  },
)

const replacing = unusual(
  'replacing',
  'a server has started a new one in its place (USR2), and still ends its own sessions',
  async stage => {
    await tinydnsRuns(stage, `exec ${await serverCommand()} sessions`)
    const pid = await untilRuns('server ')
    process.kill(pid, 'SIGUSR2')
    await until(
      'two servers',
      () => processTable().filter(({ args }) => args[0]?.startsWith('server ')).length === 2,
    )
    return `the server of tinydns, pid ${pid}, has a second one below it`
  },
)

const once = unusual('once', 'a job was run once (svc -o), and has ended', async stage => {
  const directory = await tinydnsRuns(stage, 'exec sleep 1000000')
  await svc('-o', directory)
  await until('svc -o to be taken', async () => (await readFile(`${directory}/supervise/status`))[17] === 0)
  const job = processTable().find(({ args, directory: its }) => args[1] === '1000000' && its === directory)
  process.kill(job?.pid ?? 0, 'SIGTERM')
  await untilDown(directory)
  return 'tinydns has run once, and is down until somebody starts it again'
})

const saving = unusual(
  'saving',
  'a service was told to stop a moment ago, and saves its data',
  async stage => {
    const script = `trap 'sleep 12; echo saved >/usr/local/saved; exit 0' TERM\nwhile :; do sleep 0.2; done`
    const directory = await tinydnsRuns(stage, script)
    await until('the trap to be set', () => processTable().some(({ args }) => args[1] === '0.2'))
    await svc('-d', directory)
    await until('it to save', () => processTable().some(({ args }) => args[1] === '12'))
    return 'tinydns saves its data, for 12 seconds, and goes down then'
  },
)

const halfALine = unusual('half-a-line', 'the last output of a service has no end of line', async stage => {
  await tinydnsRuns(stage, `printf 'Starting: '\nexec sleep 1000000`)
  await untilRuns('sleep 1000000')
  return 'the log of tinydns waits for the end of its line'
})

export const unusualScenarios: readonly Scenario[] = [
  fghack,
  watched,
  sessions,
  replacing,
  once,
  saving,
  halfALine,
]
