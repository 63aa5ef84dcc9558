import { chmod, chown, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { ensureDir } from 'fs-extra/esm'
import { ExitCode, UserError } from '../../errors.js'
import type { Stage } from '../scenario.js'
import { processTable } from '../stage/process-table.js'
import { serverCommand } from '../stage/server.js'
import { writeProgram } from '../stage/service.js'
import { serviceErrors, svc, svstat, untilDown, untilUp } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { userNobody } from '../stage/users.js'
import { linked, sick, startWith } from './sick.js'

export const down = sick(
  'service-down',
  'supervise may have no more processes, and so cannot start its service',
  async stage => {
    const nobody = await userNobody()
    if (nobody === undefined)
      throw new UserError(ExitCode.refused, 'this scenario needs root, and the user nobody')
    const tinydns = await linked('tinydns')
    await ensureDir(`${tinydns}/supervise`)
    await chown(`${tinydns}/supervise`, nobody.uid, nobody.gid)
    // svscan finds this one first. Root is exempt from the limit; nobody already runs the logs.
    const limited = 'exec setuidgid nobody prlimit --nproc=1 /usr/bin/supervise tinydns'
    await writeProgram(
      '/usr/local/bin/supervise',
      `#!/bin/sh\n[ "$1" = tinydns ] && ${limited}\nexec /usr/bin/supervise "$@"\n`,
    )
    await startWith(stage)
    await until('supervise to fail', () => serviceErrors().includes('unable to fork for tinydns'))
    return 'the supervise of tinydns cannot fork, and sleeps for a minute'
  },
)

export const wantedDown = sick(
  'service-wanted-down',
  'somebody stopped a service with svc -d and forgot it',
  async stage => {
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    await svc('-d', tinydns)
    await untilDown(tinydns)
    return 'tinydns was told to go down'
  },
)

export const restarting = sick('service-restarting', 'a service keeps exiting', async stage => {
  const run = '#!/bin/sh\nexec 2>&1\necho "unable to bind to port 53: address in use"\nexit 111\n'
  const tinydns = await linked('tinydns', { run })
  await startWith(stage)
  await untilUp(`${tinydns}/log`)
  return 'tinydns exits as soon as it is started'
})

export const stuckStopping = sick(
  'service-stuck-stopping',
  'a service ignores TERM after svc -d',
  async stage => {
    const run = "#!/bin/sh\nexec 2>&1\ntrap '' TERM\necho starting\nwhile :; do sleep 1; done\n"
    const tinydns = await linked('tinydns', { run })
    const [pid] = await startWith(stage, tinydns)
    await until('the trap to be set', () => processTable().some(({ parent }) => parent === pid))
    await svc('-d', tinydns)
    await until('the order to be taken', async () =>
      /want down/.test((await svstat([tinydns]))[0]?.text ?? ''),
    )
    await ageOrder(tinydns, 45)
    return 'tinydns was told to go down 45 seconds ago, and still runs'
  },
)

/** supervise writes the status once more, one second after the start. */
async function untilWritten(directory: string): Promise<void> {
  await until('supervise to have written its status', async () => {
    return Date.now() - (await stat(`${directory}/supervise/status`)).mtimeMs > 1500
  })
}

/** An order is as old as the status file: nobody waits minutes for a drill. */
async function ageOrder(directory: string, seconds: number): Promise<void> {
  const longAgo = Date.now() / 1000 - seconds
  await utimes(`${directory}/supervise/status`, longAgo, longAgo)
}

export const paused = sick('service-paused', 'a service was paused (svc -p), and forgotten', async stage => {
  const tinydns = await linked('tinydns')
  await startWith(stage, tinydns)
  await untilWritten(tinydns)
  await svc('-p', tinydns)
  await until('it to be paused', async () => /paused/.test((await svstat([tinydns]))[0]?.text ?? ''))
  await ageOrder(tinydns, 600)
  return 'tinydns was paused 10 minutes ago'
})

export const statusStale = sick('status-stale', 'supervise/status names another process', async stage => {
  const tinydns = await linked('tinydns')
  await startWith(stage, tinydns)
  await untilWritten(tinydns)
  const status = Buffer.alloc(18)
  status.writeBigUInt64BE((1n << 62n) + 10n + BigInt(Math.floor(Date.now() / 1000)))
  status.writeUInt32LE(99_999, 12)
  status[17] = 0x75
  await writeFile(`${tinydns}/supervise/status`, status)
  return 'the status of tinydns names pid 99999'
})

export const leftover = sick(
  'leftover-process',
  'a server was killed (kill -9), and its worker still has the port: the next one cannot start',
  async stage => {
    const [pid = 0] = await startServer(stage, 'worker')
    const worker = await until('the worker', () => processTable().find(({ parent }) => parent === pid)?.pid)
    process.kill(pid, 'SIGKILL')
    await untilPortIsTaken()
    return `the worker of tinydns, pid ${worker}, has the port, and no supervise above it`
  },
)

export const leftoverDaemon = sick(
  'leftover-daemon',
  'run starts a daemon that goes into the background, again and again: the port is taken',
  async stage => {
    await startServer(stage, 'background close')
    await untilPortIsTaken()
    return 'the server of tinydns is a child of PID 1, and has closed its log pipe'
  },
)

async function startServer(stage: Stage, words: string): Promise<number[]> {
  const run = `#!/bin/sh\nexec 2>&1\n${words === 'worker' ? 'exec ' : ''}${await serverCommand()} ${words}\n`
  const tinydns = await linked('tinydns', { run, logAsNobody: false })
  const pids = await startWith(stage, tinydns)
  return pids
}

async function untilPortIsTaken(): Promise<void> {
  // multilog makes the file when it starts, which may be a moment after the service.
  const current = async () => readFile('/usr/local/tinydns/log/main/current', 'utf8').catch(() => '')
  await until('the next one to fail', async () => (await current()).includes('Address already in use'))
}

export const runMissing = sick('run-missing', 'a service has no run', async stage => {
  const tinydns = await linked('tinydns')
  await rm(`${tinydns}/run`)
  await startWith(stage)
  await untilError('unable to start tinydns/run')
  return '/usr/local/tinydns/run does not exist'
})

export const runNotExecutable = sick('run-not-executable', 'run is not executable', async stage => {
  const tinydns = await linked('tinydns')
  await chmod(`${tinydns}/run`, 0o644)
  await startWith(stage)
  await untilError('unable to start tinydns/run')
  return '/usr/local/tinydns/run has mode 0644'
})

export const runBadInterpreter = sick(
  'run-bad-interpreter',
  'the interpreter of run does not exist',
  async stage => {
    const tinydns = await linked('tinydns')
    // Saved on another system: the name of the interpreter ends with a carriage return.
    await writeProgram(`${tinydns}/run`, '#!/bin/sh\r\nexec sleep 1000000\r\n')
    await startWith(stage)
    await untilError('unable to start tinydns/run')
    return '/usr/local/tinydns/run begins with #!/bin/sh and a carriage return'
  },
)

export const writable = sick(
  'service-directory-writable',
  'every user can write to a service directory',
  async stage => {
    const tinydns = await linked('tinydns')
    await chmod(tinydns, 0o1777)
    await startWith(stage, tinydns)
    return '/usr/local/tinydns has mode 1777'
  },
)

async function untilError(text: string): Promise<void> {
  await until(`readproctitle to show: ${text}`, () => serviceErrors().includes(text))
}
