// svreset check --json beside the three commands of the document, in turn on the same machine.
// Usage: node bench/check.mjs [SIZE…]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const svreset = [process.execPath, here(process.env.SVRESET_DIST ?? '../dist/main.js')]
const sizes = process.argv.slice(2).map(Number)

const nothing = median(times(20, () => seconds([process.execPath, '-e', '0'])))
console.log(`node -e 0: ${nothing.toFixed(3)} s`)
for (const size of sizes.length > 0 ? sizes : [10, 100, 1000]) {
  const [file, ...rest] = svreset
  const drill = [...rest, 'drill', 'many', '--services', String(size), '--quiet', '--']
  const inside = [process.execPath, here('measure-check.mjs'), ...svreset]
  const { stdout, stderr, status } = spawnSync(file, [...drill, ...inside], {
    encoding: 'utf8',
    timeout: 300_000,
  })
  if (status !== 0) throw new Error(`the drill failed with ${status}: ${stderr}`)
  const { check, byHand, commands, peakMegabytes, processes } = JSON.parse(stdout)
  const share = median(check) / median(byHand)
  console.log(
    `\n${size} services, each with a multilog: ${processes} processes; median (least to most) of ${check.length}`,
  )
  console.log(
    `  svreset check --json      ${row(check)}, ${share.toFixed(2)} of by hand; peak ${peakMegabytes.toFixed(0)} MB`,
  )
  console.log(`  ps, svstat, lsof by hand  ${row(byHand)} (${commands})`)
}

function row(list) {
  return `${median(list).toFixed(3)} s (${Math.min(...list).toFixed(3)} to ${Math.max(...list).toFixed(3)})`
}

function times(count, work) {
  return Array.from({ length: count }, work)
}

function seconds([command, ...argv]) {
  const start = performance.now()
  spawnSync(command, argv, { stdio: 'ignore' })
  return (performance.now() - start) / 1000
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]
}
