// svreset repair beside svreset (the reset): one service of many has lost its directory supervise/; how long that one is
// away, and how long all the others are. In turn on the same machine.
// Usage: node bench/repair.mjs [SIZE…]
import { here, inDrill, row, sizes, svreset } from './support.mjs'

const rounds = 3
const variants = [
  ['svreset repair --yes', [...svreset, 'repair', '--yes', '--quiet']],
  ['svreset --yes', [...svreset, '--yes', '--quiet']],
]

for (const size of sizes) {
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
  const result = JSON.parse(inDrill(size, [process.execPath, here('measure-repair.mjs'), ...argv]))
  if (result.exitCode !== 0 || result.verdict !== 'happy')
    throw new Error(`${argv.join(' ')} ended with ${result.exitCode}, ${result.verdict}`)
  return result
}
