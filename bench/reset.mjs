// npm run bench: the document by hand, the best shell script, and svreset, in turn on the same machine.
import { spawnSync } from 'node:child_process'
import { here, inDrill, median, row, sizes, svreset } from './support.mjs'

const rounds = 3
const variants = [
  ['(a) by hand, in a loop', ['sh', here('by-hand.sh')]],
  ['(b) shell, one svc', ['sh', here('one-svc.sh')]],
  ['(c) svreset --yes', [...svreset, '--yes', '--json']],
]

for (const size of sizes) {
  const results = variants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, argv]] of variants.entries()) results[index].push(measure(size, argv))
  }
  console.log(`\n${size} services, each with a multilog; ${rounds} rounds, median (least to most)`)
  const medians = results.map(runs => median(runs.map(({ seconds }) => seconds)))
  for (const [index, [name]] of variants.entries()) {
    const seconds = results[index].map(run => run.seconds)
    const share = index === 2 ? `, ${(medians[2] / medians[1]).toFixed(2)} of (b)` : ''
    console.log(`  ${name.padEnd(24)} ${row(seconds)}${share}`)
  }
  const peak = Math.max(...results[2].map(({ peakMegabytes }) => peakMegabytes))
  console.log(`  peak memory of svreset: ${peak.toFixed(0)} MB`)
  console.log(
    `  where the time goes: ${results[2][0].steps.map(([step, ms]) => `${step} ${ms} ms`).join(', ')}`,
  )
}

console.log('\nstart-up, 20 rounds, median')
const help = startUp([...svreset, '--help'])
const nothing = startUp([process.execPath, '-e', '0'])
console.log(
  `  svreset --help ${help.toFixed(0)} ms, node -e 0 ${nothing.toFixed(0)} ms: ${(help / nothing).toFixed(2)} times`,
)

function measure(size, argv) {
  const inside = [process.execPath, here('measure-reset.mjs'), String(size), ...argv]
  const result = JSON.parse(inDrill(size, inside))
  if (result.exitCode !== 0 || result.up !== 2 * size)
    throw new Error(`${argv.join(' ')} ended with ${result.exitCode} and left ${result.up} up`)
  return result
}

function startUp([file, ...rest]) {
  return median(
    Array.from({ length: 20 }, () => {
      const started = performance.now()
      spawnSync(file, rest)
      return performance.now() - started
    }),
  )
}
