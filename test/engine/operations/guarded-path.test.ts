import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { homedir } from 'node:os'
import { expect, it, onTestFinished } from 'vitest'
import { guardedPaths } from '../../../src/engine/operations/guarded-path.js'

/** Not in a temporary directory, where everybody may write. */
function scratch(): string {
  const directory = mkdtempSync(`${homedir()}/.svreset-guarded-`)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  chmodSync(directory, 0o755)
  return directory
}

const isGuarded = (path: string) => guardedPaths()(path)

it('tells whether only root can change what a path leads to', () => {
  const at = scratch()
  mkdirSync(`${at}/service/supervise`, { recursive: true })
  mkdirSync(`${at}/state/service`, { recursive: true })
  expect(isGuarded(`${at}/service/supervise`)).toBe(true)
  // What is missing nobody else can make.
  expect(isGuarded(`${at}/service/missing/supervise`)).toBe(true)
  symlinkSync('../state/service', `${at}/service/led`)
  expect(isGuarded(`${at}/service/led`)).toBe(true)
  symlinkSync('loop', `${at}/service/loop`)
  expect(isGuarded(`${at}/service/loop`)).toBe(false)

  if (process.geteuid?.() === 0) chownSync(`${at}/state`, 65534, 65534)
  else chmodSync(`${at}/state`, 0o777)
  expect([isGuarded(`${at}/service/led`), isGuarded(`${at}/service/supervise`)]).toEqual([false, true])
  for (const mode of [0o775, 0o757, 0o1777]) {
    chmodSync(`${at}/service`, mode)
    expect(isGuarded(`${at}/service/supervise`)).toBe(false)
  }
  expect(isGuarded('/tmp/anything')).toBe(false)
})
