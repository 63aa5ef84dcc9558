import { posix } from 'node:path'
import type { EarlierRun } from '../contract/options.js'
import { ExitCode, UserError } from '../errors.js'
import { readWholeFile, tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { quote } from '../text/quote.js'
import { doubtsAbout } from './doubts.js'
import { readWholeLines } from './journal.js'
import { type Manifest, parseManifest } from './manifest.js'
import { exists } from './state-directory.js'

/** The record of an earlier run. Throws if it is not trusted (exit 3) or not valid (exit 2), before anything is touched. */
export function readManifest(file: string, trusted: readonly number[]): EarlierRun {
  const manifest = parseWhole(file, trusted)
  const directory = posix.dirname(file)
  const records = recordsBeside(directory)
  const { run, bootId, links, services = null, serviceDirectory } = manifest
  return {
    ...{ resume: null, run, bootId, links, services, svscanDirectory: serviceDirectory, manifest: file },
    identity: manifest.identity ?? identityIn(records),
    doubts: doubtsAbout(manifest, directory, records),
    ...snapshotIn(records, `${directory}/journal.jsonl`, trusted),
  }
}

/** Only the manifest, without the journal. */
export function parseWhole(file: string, trusted: readonly number[]): Manifest {
  // A missing file is a wrong name, not a question of trust.
  if (tryLstat(file) !== null) requireTrusted('manifest', file, trusted)
  const read = readWholeFile(file, sizeLimit)
  if (read.kind !== 'read') {
    throw new UserError(ExitCode.usage, `unable to read manifest ${file}`, {
      reason: read.kind === 'missing' ? 'no such file' : read.reason,
      next: wayWithout(file) ?? 'name a manifest.yaml with --manifest FILE',
    })
  }
  try {
    return parseManifest(file, Buffer.from(read.bytes).toString('utf8'))
  } catch (error) {
    const next = wayWithout(file)
    if (!(error instanceof UserError) || next === null) throw error
    const { exitCode, message, reason, cause } = error
    throw new UserError(exitCode, message, { reason, next, cause })
  }
}

/** 1000 links with names of 255 bytes and long targets take less than 1 MiB. */
const sizeLimit = 16 * 1024 * 1024

/** The script beside the manifest has the same links. */
function wayWithout(file: string): string | null {
  const script = `${posix.dirname(file)}/restore.sh`
  return exists(script) ? `sh ${quote(script)} puts the same links back without it` : null
}

type Records = ReturnType<typeof readWholeLines>

/** A manifest that was copied elsewhere has no journal. A journal that a crash has emptied tells nothing. */
function recordsBeside(directory: string): Records {
  try {
    return readWholeLines(`${directory}/journal.jsonl`)
  } catch {
    return []
  }
}

/** It tells svreset which services to start again, so it must be as trustworthy as the manifest. Without it only the links are put back. */
function snapshotIn(records: Records, file: string, trusted: readonly number[]): Pick<EarlierRun, 'before'> {
  const record = records.find(({ event }) => event === 'snapshot')
  if (record?.event !== 'snapshot') return {}
  try {
    requireTrusted('journal', file, trusted)
  } catch (error) {
    if (error instanceof UserError) return {}
    throw error
  }
  return { before: record.snapshot }
}

/** Earlier versions wrote this into the journal and not into the manifest. */
function identityIn(records: Records): EarlierRun['identity'] {
  const started = records.find(record => record.event === 'started')
  const snapshot = records.find(record => record.event === 'snapshot')
  const [device, inode] = started?.svscanDirectory.id.split(':') ?? []
  if (device === undefined || inode === undefined || snapshot === undefined) return null
  return { device, inode, uid: snapshot.snapshot.svscanDirectory.uid }
}
