import { readFile } from 'node:fs/promises'
import { processTable } from '../../stage/process-table.js'
import { linkService, makeService } from '../../stage/service.js'
import { svc, svstat, untilDown, untilUp, withLog } from '../../stage/supervision.js'
import { until } from '../../stage/until.js'
import { startWithNginx, tinydnsRuns, unusual } from './unusual.js'

export const once = unusual('once', 'a job was run once (svc -o), and has ended', async stage => {
  const directory = await tinydnsRuns(stage, 'exec sleep 1000000')
  await svc('-o', directory)
  await until('svc -o to be taken', async () => (await readFile(`${directory}/supervise/status`))[17] === 0)
  const job = processTable().find(({ args, directory: its }) => args[1] === '1000000' && its === directory)
  process.kill(job?.pid ?? 0, 'SIGTERM')
  await untilDown(directory)
  return 'tinydns has run once, and is down until somebody starts it again'
})

export const saving = unusual(
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

export const onceRunning = unusual(
  'once-running',
  'a job that is normally down was started (svc -o), and still runs',
  async stage => {
    const directory = await makeService('tinydns', { down: true })
    await linkService(directory)
    await startWithNginx(stage, `${directory}/log`)
    await untilDown(directory)
    await svc('-o', directory)
    await untilUp(directory)
    return 'tinydns runs, and stays down when it has ended'
  },
)

export const pausedJustNow = unusual('paused', 'somebody has just paused a service (svc -p)', async stage => {
  const directory = await tinydnsRuns(stage, 'exec sleep 1000000')
  await svc('-p', directory)
  await until('it to be paused', async () => /paused/.test((await svstat([directory]))[0]?.text ?? ''))
  return 'tinydns is paused, and somebody works on its data'
})

export const restarted = unusual(
  'restarted',
  'somebody has just restarted a service (svc -t)',
  async stage => {
    const directory = await tinydnsRuns(stage, 'exec sleep 1000000')
    const [before] = await untilUp(directory)
    await svc('-t', directory)
    await until('it to be another process', async () => {
      const [status] = await svstat(withLog(directory))
      return status?.up && status.pid !== before
    })
    return 'tinydns was started a moment ago'
  },
)
