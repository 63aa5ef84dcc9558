import { posix } from 'node:path'
import type { EarlierRun } from '../contract/options.js'
import { ExitCode, UserError } from '../errors.js'
import { observeEntries } from '../system/observe-directory.js'
import { fileId, readWholeFile, tryLstat, tryStat } from '../system/read.js'
import { requireTrusted, requireTrustedState } from '../system/trust.js'
import { trustedUids } from '../system/trusted-uids.js'
import { readWholeLines } from './journal.js'
import { parseManifest } from './manifest.js'
import { exists, isRunId, listRuns, runDirectory, stateDirectory } from './state-directory.js'
import { unfinishedRuns } from './unfinished.js'

interface RunSelector {
  readonly run: string | undefined
  readonly manifest?: string
  readonly stateDir?: string
  readonly serviceDir?: string
  readonly force?: true
  readonly trustOwner?: string
}

/** The manifest that is meant: the named one, the named run's, else that of the newest run with links missing. */
export function findSubject(wanted: RunSelector, environment: NodeJS.ProcessEnv): EarlierRun | null {
  const trusted = trustedUids(wanted.trustOwner)
  if (wanted.manifest !== undefined) return readManifest(posix.resolve(wanted.manifest), trusted)
  const stateDir = stateDirectory(wanted.stateDir, environment)
  requireTrustedState(stateDir, trusted)
  if (wanted.run !== undefined) {
    const file = `${runDirectory(stateDir, wanted.run)}/manifest.yaml`
    if (isRunId(wanted.run) && exists(file)) return readManifest(file, trusted)
    throw new UserError(ExitCode.usage, `unable to restore run ${wanted.run}`, {
      reason: `there is no manifest of it in ${stateDir}/runs`,
      next: `the runs there: ${listRuns(stateDir).join(', ') || 'none'}`,
    })
  }
  for (const run of listRuns(stateDir).reverse()) {
    const file = `${runDirectory(stateDir, run)}/manifest.yaml`
    if (!exists(file)) continue
    const subject = readManifest(file, trusted)
    if (!isMeant(subject.svscanDirectory, wanted.serviceDir)) continue
    if (hasLinksMissing(subject, wanted.force === true)) return subject
  }
  // All links are back, but nobody has said so to the journal: this closes the run.
  for (const { run, svscanDirectory } of unfinishedRuns(stateDir, trusted, readWholeLines)) {
    if (isMeant(svscanDirectory?.path, wanted.serviceDir))
      return readManifest(`${runDirectory(stateDir, run)}/manifest.yaml`, trusted)
  }
  return null
}

/** Without a run's name only those on the directory that was named count: whatever other name it has. */
export function isMeant(path: string | undefined, named: string | undefined): boolean {
  if (named === undefined) return true
  if (path === undefined) return false
  const [a, b] = [tryStat(path), tryStat(named)]
  return path === named || (a !== null && b !== null && fileId(a) === fileId(b))
}

/** Throws where it is not trusted (exit 3) or not valid (exit 2), before anything is touched. */
export function readManifest(file: string, trusted: readonly number[]): EarlierRun {
  // What is not there is a wrong name, no question of trust.
  if (tryLstat(file) !== null) requireTrusted('manifest', file, trusted)
  const read = readWholeFile(file, sizeLimit)
  if (read.kind !== 'read') {
    throw new UserError(ExitCode.usage, `unable to read manifest ${file}`, {
      reason: read.kind === 'missing' ? 'there is no such file' : read.reason,
      next: 'name a manifest.yaml with --manifest FILE',
    })
  }
  const manifest = parseManifest(file, Buffer.from(read.bytes).toString('utf8'))
  return {
    resume: null,
    run: manifest.run,
    svscanDirectory: manifest.serviceDirectory,
    links: manifest.links,
    manifest: file,
  }
}

/** 1000 links of 255-byte names and long targets are below 1 MiB. */
const sizeLimit = 16 * 1024 * 1024

/** A link that was pointed elsewhere since is none that is missing, unless it is to be replaced. */
function hasLinksMissing(subject: EarlierRun, replacing: boolean): boolean {
  try {
    const present = new Map(
      observeEntries(subject.svscanDirectory).map(({ name, link }) => [name, link?.target]),
    )
    return subject.links.some(({ name, target }) =>
      replacing ? present.get(name) !== target : !present.has(name),
    )
  } catch {
    return false
  }
}
