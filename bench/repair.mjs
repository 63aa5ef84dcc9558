// svreset repair beside svreset (the reset): one service of many has lost its directory supervise/; how long that one is
// away, and how long all the others are. In turn on the same machine.
// Usage: node bench/repair.mjs [SIZE…]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const svreset = [process.execPath, here(process.env.SVRESET_DIST ?? '../dist/main.js')]
const sizes = process.argv.slice(2).map(Number)
const rounds = 3
const variants = [
  ['svreset repair --yes', [...svreset, 'repair', '--yes', '--quiet']],
  ['svreset --yes', [...svreset, '--yes', '--quiet']],
]

for (const size of sizes.length > 0 ? sizes : [10, 100, 1000]) {
  const results = variants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, argv]] of variants.entries()) results[index].push(measure(size, argv))
  }
  console.log(
    `\n${size} services, each with a multilog, one without supervise/; ${rounds} rounds, median (least to most)`,
  )
  for (const [index, [name]] of variants.entries()) {
    const runs = results[index]
    console.log(`  ${name.padEnd(21)} in ${row(runs.map(({ seconds }) => seconds))}`)
    console.log(`    the sick one away for ${row(runs.map(({ sick }) => sick))}`)
    console.log(
      `    of ${size - 1} healthy ones restarted ${Math.max(...runs.map(({ restarted }) => restarted))}, ` +
        `away for ${row(runs.flatMap(({ healthy }) => healthy))}`,
    )
  }
}

function measure(size, argv) {
  const [file, ...rest] = svreset
  const drill = [...rest, 'drill', 'many', '--services', String(size), '--quiet', '--']
  const inside = [process.execPath, here('measure-repair.mjs'), ...argv]
  const { stdout, stderr, status } = spawnSync(file, [...drill, ...inside], {
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(`the drill failed with ${status}: ${stderr}`)
  const result = JSON.parse(stdout)
  if (result.exitCode !== 0 || result.verdict !== 'happy')
    throw new Error(`${argv.join(' ')} ended with ${result.exitCode}, ${result.verdict}: ${stderr}`)
  return result
}

function row(list) {
  return `${median(list).toFixed(2)} s (${Math.min(...list).toFixed(2)} to ${Math.max(...list).toFixed(2)})`
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
