// What the benches share.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The path of a file beside this one. */
export const here = name => fileURLToPath(new URL(name, import.meta.url))

/** Argv of the built svreset; SVRESET_DIST names another one. */
export const svreset = [process.execPath, here(process.env.SVRESET_DIST ?? '../dist/main.js')]

/** Runs argv in a drill of so many healthy services, each with a multilog; returns what it has printed. Throws where it fails. */
export function inDrill(size, argv) {
  const [file, ...rest] = svreset
  const drill = [...rest, 'drill', 'many', '--services', String(size), '--quiet', '--']
  const { stdout, stderr, status } = spawnSync(file, [...drill, ...argv], {
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(`the drill failed with ${status}: ${stderr}`)
  return stdout
}

/** The sizes that the command line names; else 10, 100 and 1000. */
export const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000]

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** `0.12 s (0.10 to 0.15)`: median, least, most. */
export function row(seconds, digits = 2) {
  const [middle, least, most] = [median(seconds), Math.min(...seconds), Math.max(...seconds)].map(value =>
    value.toFixed(digits),
  )
  return `${middle} s (${least} to ${most})`
}
