// svreset check --json beside the three commands of the document, in turn on the same machine.
// Usage: node bench/check.mjs [SIZE…]
import { spawnSync } from 'node:child_process'
import { here, inDrill, median, row, sizes, svreset } from './support.mjs'

const nothing = median(times(20, () => seconds([process.execPath, '-e', '0'])))
console.log(`node -e 0: ${nothing.toFixed(3)} s`)
for (const size of sizes) {
  const stdout = inDrill(size, [process.execPath, here('measure-check.mjs'), ...svreset])
  const { check, byHand, commands, peakMegabytes, processes } = JSON.parse(stdout)
  const share = median(check) / median(byHand)
  console.log(
    `\n${size} services, each with a multilog: ${processes} processes; median (least to most) of ${check.length}`,
  )
  console.log(
    `  svreset check --json      ${row(check, 3)}, ${share.toFixed(2)} of by hand; peak ${peakMegabytes.toFixed(0)} MB`,
  )
  console.log(`  ps, svstat, lsof by hand  ${row(byHand, 3)} (${commands})`)
}

function times(count, work) {
  return Array.from({ length: count }, work)
}

function seconds([command, ...argv]) {
  const start = performance.now()
  spawnSync(command, argv, { stdio: 'ignore' })
  return (performance.now() - start) / 1000
}
