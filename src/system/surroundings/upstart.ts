import { readdirSync } from 'node:fs'
import type { FileId } from '../process.js'
import { readProcText, readRegularFile } from '../read.js'
import type { Origin, UpstartJob } from '../surroundings.js'
import { askProgram } from './ask-program.js'
import { serves } from './serves.js'

const jobDirectory = '/etc/init'

/** The jobs that svscan's environment names, and those in /etc/init that name svscan; none without Upstart. */
export function readUpstart(origins: readonly Origin[], directory: FileId): UpstartJob[] {
  const names = new Set([
    ...origins.flatMap(({ launch }) => launch.environment?.UPSTART_JOB ?? []),
    ...jobsThatStartSvscan(),
  ])
  if (names.size === 0 || !isUpstart()) return []
  return [...names].flatMap(name => {
    const job = readJob(name)
    return job === null ? [] : [{ ...job, serves: serves(jobText(`${name}.conf`), directory) }]
  })
}

/** In the way of its own tools, upstart's initctl(8). */
function isUpstart(): boolean {
  const answer = askProgram(['initctl', 'version'])
  if (answer?.exitCode === 0 && answer.output.includes('(upstart ')) return true
  return readProcText('/proc/net/unix').includes('@/com/ubuntu/upstart')
}

type JobState = Omit<UpstartJob, 'serves'>

function readJob(name: string): JobState | null {
  const answer = askProgram(['initctl', 'status', name])
  return answer?.exitCode === 0 ? decodeJob(name, answer.output) : null
}

/** `svscan start/running, process 31`, or `svscan stop/waiting`. */
export function decodeJob(name: string, output: string): JobState | null {
  const [line = ''] = output.split('\n')
  if (!line.startsWith(`${name} `)) return null
  const match = /^(\w+\/[\w-]+)(?:, process (\d+))?/.exec(line.slice(name.length + 1))
  return match?.[1] === undefined ? null : { name, state: match[1], pid: Number(match[2] ?? 0) }
}

function jobsThatStartSvscan(): string[] {
  let files: string[]
  try {
    files = readdirSync(jobDirectory)
  } catch {
    return []
  }
  return files
    .filter(file => file.endsWith('.conf'))
    .filter(file => /^[^#\n]*svscan/m.test(jobText(file)))
    .map(file => file.slice(0, -'.conf'.length))
}

function jobText(file: string): string {
  const read = readRegularFile(`${jobDirectory}/${file}`, 65_536)
  return read.kind === 'read' ? Buffer.from(read.bytes).toString('latin1') : ''
}
