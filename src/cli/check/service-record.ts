import { UserError } from '../../errors.js'
import type { Summary } from '../../history/history.js'
import { readHistory, runIds } from '../../history/read-histories.js'
import { type Subject, touches } from '../../history/touched.js'
import { isMeant } from '../../journal/choose-run.js'
import { stateDirectory } from '../../journal/state-directory.js'
import type { ServiceRecord } from '../../render/service-page.js'
import { lastWords } from '../../system/details/log-tails.js'
import { readRegularFile } from '../../system/read.js'
import type { ServiceDirectory, System } from '../../system/system.js'
import { decodeBytes } from '../../text/bytes.js'

/** Reads what the page of one service shows beside what a check knows. Writes nothing. */
export function readServiceRecord(
  system: System,
  name: string,
  stateDir: string | undefined,
  environment: NodeJS.ProcessEnv,
): ServiceRecord {
  const entries = [...system.entries, ...system.out]
  const directory = entries.find(entry => entry.name === name)?.directory ?? null
  const service = [...system.services, ...system.unlinked].find(each => each.directory.id === directory?.id)
  return {
    name,
    runLine: directory === null ? null : readRunLine(`${directory.path}/run`),
    logLines: service === undefined ? [] : lastWords(service, logBytes),
    runs: readRunsOf(system, name, directory, () => stateDirectory(stateDir, environment)),
  }
}

const logBytes = 16_384

/** The last line that starts something: of a script, mostly `exec …`. */
function readRunLine(path: string): string | null {
  const read = readRegularFile(path, 16_384)
  if (read.kind !== 'read' || read.bytes.includes(0)) return null
  const lines = decodeBytes(read.bytes)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  return (
    lines.findLast(line => line.startsWith('exec ') && !/^exec\s+\d*[<>]/.test(line)) ?? lines.at(-1) ?? null
  )
}

/** Of so many runs the newest are looked at; so many are shown. */
const mostRead = 20
const mostShown = 3

/** null: there is no telling. */
function readRunsOf(
  { svscanDirectory }: System,
  name: string,
  directory: ServiceDirectory | null,
  place: () => string,
): readonly Summary[] | null {
  const link = `${svscanDirectory.path}/${name}`
  const own =
    directory === null ? [] : [directory.path, ...(directory.log === null ? [] : [directory.log.path])]
  const subject: Subject = { name, paths: new Set([link, `${link}/log`, ...own]) }
  try {
    const stateDir = place()
    const found: Summary[] = []
    for (const run of runIds(stateDir).slice(0, mostRead)) {
      if (found.length >= mostShown) break
      const history = readHistory(stateDir, run)
      if (isMeant(history.svscanDirectory, svscanDirectory.path) && touches(history, subject))
        found.push(history)
    }
    return found
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
