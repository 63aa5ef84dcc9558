import { chmodSync, lchownSync, lstatSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { LookDirectory, LookJson, LookPart } from '../../contract/schemas/look.js'
import { hasErrorCode } from '../../errors.js'
import { encodeBytes } from '../../text/bytes.js'
import { bareScript, bootScript, byHandScript } from './boot.js'
import type { CopyOrder } from './order.js'
import { plainTarget } from './paths.js'
import { servicesOf } from './services.js'
import {
  failingScript,
  floodingScript,
  leavingScript,
  logScript,
  plainStandIn,
  standInScript,
  unstartableScript,
} from './stand-in.js'

const launcher = '/usr/local/sbin/svreset-copy'
const svscanboot = '/usr/local/sbin/svscanboot'

/** Makes the directories and files. Every link comes after them, so nothing is ever written through one. */
export function layOut(order: CopyOrder): void {
  const { look, standIns, files } = order
  makeDirectory(look.serviceDirectory)
  for (const { name, directory } of servicesOf(look)) {
    const script = sickScriptOf(look, name)
    layService(directory, script ?? standInScript(standIns[name] ?? plainStandIn))
  }
  for (const { path, text, executable } of files) {
    mkdirSync(posix.dirname(path), { recursive: true })
    write(path, text, executable === true ? 0o755 : 0o644)
  }
  writeLaunchers(look)
}

function sickScriptOf({ findings }: LookJson, name: string): string | null {
  for (const { id, service } of findings)
    if (service === name && sickScripts.has(id)) return sickScripts.get(id) ?? null
  return null
}

const sickScripts: ReadonlyMap<string, string> = new Map([
  ['service-restarting', failingScript],
  ['service-blocked-on-log', floodingScript],
  ['leftover-process', leavingScript],
])

/** Whoever is not root, or lives in a user namespace, cannot give a file away. */
export function giveTo(path: string, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  try {
    lchownSync(encodeBytes(path), uid, gid)
  } catch (error) {
    if (!hasErrorCode(error, 'EPERM', 'EINVAL')) throw error
  }
}

function makeDirectory({ path, mode, uid, gid }: Pick<LookPart, 'path' | 'mode' | 'uid' | 'gid'>): void {
  mkdirSync(encodeBytes(path), { recursive: true })
  giveTo(path, { uid, gid })
  chmodSync(encodeBytes(path), mode)
}

export function layService(directory: LookDirectory, script: string): void {
  layPart(directory, script)
  if (directory.log !== null) layLog(directory.log)
}

export function layLog(log: LookPart): void {
  layPart(log, logScript)
  mkdirSync(encodeBytes(`${log.path}/main`), { recursive: true })
}

function layPart(part: LookPart, script: string): void {
  makeDirectory(part)
  if (part.run !== 'missing')
    write(`${part.path}/run`, part.run === 'bad-interpreter' ? unstartableScript : script, modeOf(part))
  if (isHeldDown(part)) write(`${part.path}/down`, '', 0o644)
}

function modeOf({ run }: LookPart): number {
  return run === 'not-executable' ? 0o644 : 0o755
}

/** svscan is not to start it: it is normally down, or was told to be down. Later the file goes again in the second case. */
export function isHeldDown({ normally, state, want }: LookPart): boolean {
  return normally === 'down' || (state === 'down' && want !== 'up' && want !== null)
}

export function write(path: string, text: string, mode: number): void {
  writeFileSync(encodeBytes(path), text)
  chmodSync(encodeBytes(path), mode)
}

function writeLaunchers(look: LookJson): void {
  const { path } = look.serviceDirectory
  mkdirSync('/usr/local/sbin', { recursive: true })
  mkdirSync('/usr/local/bin', { recursive: true })
  write(svscanboot, bootScript(path), 0o755)
  if (launcherOf(look) === launcher)
    write(
      launcher,
      look.svscan?.started === 'svscan' ? bareScript(path, respawns(look)) : byHandScript,
      0o755,
    )
}

/** What process 1 starts. */
export function launcherOf(look: LookJson): string {
  return look.svscan?.started === 'svscan' || !respawns(look) ? launcher : svscanboot
}

function respawns({ svscan }: LookJson): boolean {
  return svscan?.respawns !== false
}

/** The links of the svscan directory, byte for byte, and what their targets need on the way. */
export function layLinks(look: LookJson, except: ReadonlySet<string>): void {
  for (const { directory } of servicesOf(look)) {
    const { log, path } = directory
    if (log !== null && log.path !== `${path}/log`) linkUnlessThere(log.path, `${path}/log`)
  }
  const names = look.entries.map(({ name }) => name)
  for (const name of names) if (!except.has(name)) layLink(look, name)
}

export function layLink({ entries, serviceDirectory }: LookJson, name: string): void {
  const entry = entries.find(each => each.name === name)
  const place = `${serviceDirectory.path}/${name}`
  if (entry === undefined) return
  if (entry.kind === 'other') write(place, '', 0o644)
  if (entry.kind === 'out' && entry.directory !== null)
    symlinkSync(encodeBytes(entry.directory.path), encodeBytes(place))
  if (entry.kind !== 'link' || entry.target === null) return
  const { target, directory } = entry
  const plain = plainTarget(target, serviceDirectory.path)
  // On that system the path to it goes through other links.
  if (directory !== null && plain !== null && plain !== directory.path) {
    mkdirSync(encodeBytes(posix.dirname(plain)), { recursive: true })
    linkUnlessThere(directory.path, plain)
  }
  symlinkSync(encodeBytes(target), encodeBytes(place))
  giveTo(place, entry)
}

/** Their supervises run, and go on without a link. */
export function takeLinksOut({ entries, serviceDirectory: { path } }: LookJson): void {
  for (const { name, kind, directory } of entries)
    if (kind === 'out' && directory !== null) unlinkSync(encodeBytes(`${path}/${name}`))
}

function linkUnlessThere(target: string, place: string): void {
  if (lstatSync(encodeBytes(place), { throwIfNoEntry: false }) !== undefined) return
  symlinkSync(encodeBytes(target), encodeBytes(place))
}
