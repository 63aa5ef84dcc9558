import { posix } from 'node:path'
import type { EarlierRun } from '../contract/options.js'
import { ExitCode, UserError } from '../errors.js'
import { observeEntries } from '../system/observe-directory.js'
import { requireTrustedState } from '../system/trust.js'
import { trustedUids } from '../system/trusted-uids.js'
import { listed } from '../text/list.js'
import { chooseUnfinishedRun, isOn, placeMeant } from './choose-run.js'
import { readManifest } from './read-manifest.js'
import { exists, isRunId, listRuns, newestRuns, runDirectory, stateDirectory } from './state-directory.js'
import { unfinishedRuns } from './unfinished.js'

interface RunSelector {
  readonly run: string | undefined
  readonly manifest?: string
  readonly stateDir?: string
  readonly serviceDir?: string
  readonly force?: true
  readonly trustOwner?: string
}

/** The links to put back; or, in words, why there are none. */
export type Subject = { readonly earlier: EarlierRun } | { readonly nothing: string }

/**
 * The manifest to use: the named one, that of the named run, or else that of the newest open run on the directory. If
 * none is open, that of the newest run there, if links of it are missing. Somebody may have wanted that, so a note
 * says it. Older runs must be named.
 */
export function findSubject(wanted: RunSelector, environment: NodeJS.ProcessEnv): Subject {
  const trusted = trustedUids(wanted.trustOwner)
  if (wanted.manifest !== undefined) return { earlier: readManifest(posix.resolve(wanted.manifest), trusted) }
  const stateDir = stateDirectory(wanted.stateDir, environment)
  requireTrustedState(stateDir, trusted)
  const manifestOf = (run: string) => `${runDirectory(stateDir, run)}/manifest.yaml`
  if (wanted.run !== undefined) {
    const file = manifestOf(wanted.run)
    if (isRunId(wanted.run) && exists(file)) return { earlier: readManifest(file, trusted) }
    throw new UserError(ExitCode.usage, `unable to restore run ${wanted.run}`, {
      reason: `it has no manifest in ${stateDir}/runs`,
      next: `the runs there: ${newestRuns(stateDir)}; svreset runs lists them`,
    })
  }
  const open = chooseUnfinishedRun(
    'restore',
    [...unfinishedRuns(stateDir, trusted, { onlyLinks: true })],
    wanted.serviceDir,
  )
  if (open !== null) return { earlier: readManifest(manifestOf(open.run), trusted) }
  return newestClosed(wanted, { stateDir, trusted, manifestOf })
}

interface Runs {
  readonly stateDir: string
  readonly trusted: readonly number[]
  manifestOf(run: string): string
}

function newestClosed(wanted: RunSelector, { stateDir, trusted, manifestOf }: Runs): Subject {
  const here = placeMeant(wanted.serviceDir)
  const where = here === null ? '' : ` on ${here.path}`
  for (const run of listRuns(stateDir).reverse()) {
    const file = manifestOf(run)
    if (!exists(file)) continue
    const earlier = readManifest(file, trusted)
    const id = `${earlier.identity?.device}:${earlier.identity?.inode}`
    if (here !== null && !isOn({ path: earlier.svscanDirectory, id }, here)) continue
    const missing = missingLinks(earlier, wanted.force === true)
    if (missing.length === 0)
      return { nothing: `no run${where} is open, and every link of the newest run (${run}) is in place` }
    const note = `run ${run} is not open: ${listed(missing)} disappeared after it, and somebody may have wanted that`
    return { earlier: { ...earlier, notes: [note] } }
  }
  return { nothing: `there is no run${where}` }
}

/** A link that leads elsewhere now is not missing, unless it is to be replaced. */
function missingLinks({ svscanDirectory, links }: EarlierRun, replacing: boolean): string[] {
  const recorded = links ?? []
  try {
    const present = new Map(observeEntries(svscanDirectory).map(({ name, link }) => [name, link?.target]))
    return recorded.flatMap(({ name, target }) =>
      (replacing ? present.get(name) !== target : !present.has(name)) ? [name] : [],
    )
  } catch {
    return recorded.map(({ name }) => name)
  }
}
