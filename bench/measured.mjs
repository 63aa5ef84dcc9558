// Runs a svreset, and tells how long it took, what it used itself, and what it printed.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { here } from './support.mjs'

export function start([node, ...argv]) {
  const directory = mkdtempSync(join(tmpdir(), 'svreset-bench-'))
  const file = join(directory, 'usage')
  const began = performance.now()
  const child = spawn(node, ['--require', here('usage.cjs'), ...argv], {
    env: { ...process.env, SVRESET_BENCH_USAGE: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    printed += text
  })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', exitCode => {
      const seconds = (performance.now() - began) / 1000
      const usage = JSON.parse(readFileSync(file, 'utf8'))
      rmSync(directory, { recursive: true })
      resolve({ exitCode, seconds, printed, ...usage })
    })
  })
  return { ended }
}
