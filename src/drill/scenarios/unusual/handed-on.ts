import { startInBackground } from '../../stage/background.js'
import { processTable } from '../../stage/process-table.js'
import { serverCommand } from '../../stage/server.js'
import { svc } from '../../stage/supervision.js'
import { until } from '../../stage/until.js'
import { tinydnsRuns, untilRuns, unusual } from './unusual.js'

export const fghack = unusual(
  'fghack',
  'a daemon that knows no other way than the background, below fghack',
  async stage => {
    await tinydnsRuns(stage, `exec fghack ${await serverCommand()} background`)
    await untilRuns('server ')
    return 'the server of tinydns is a child of PID 1, and fghack waits for it'
  },
)

export const watched = unusual(
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

export const sessions = unusual(
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

export const replacing = unusual(
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
