// svreset beside its build of commit a510732, and a reset beside what svscan alone needs. In turn, in one run.
// Usage: node bench/beside.mjs [SIZE…]
import { spawnSync } from 'node:child_process'
import { earlierBuild } from './earlier-build.mjs'
import { here, inDrill, median, sizes, svreset } from './support.mjs'

const rounds = 3
const builds = { now: svreset, before: earlierBuild('a510732') }
const node = median(Array.from({ length: 20 }, () => secondsOf([process.execPath, '-e', '0'])))
console.log(`node -e 0: ${node.toFixed(3)} s`)
/** For each size: seconds of a check without Node's start, and of a reset. */
const growth = { check: [], reset: [] }

for (const size of sizes) {
  console.log(
    `\n${size} services, each with a multilog; ${rounds} rounds, medians; now, at a510732, now / before`,
  )
  const check = inTurn(argv => measure(size, ['check', ...argv]))
  say('check --json, seconds', check, 'seconds', size === 1000 ? 0.55 : null)
  say('  its CPU', check, 'cpu')
  say('  its peak, MB', check, 'peak', null, size === 1000 ? 64 : null)
  if (size === 10) {
    const more = 1000 * (of(check.now, 'seconds') - node)
    console.log(`  more than Node's own start: ${more.toFixed(0)} ms (aim: at most 25)`)
  }
  const alone = median(Array.from({ length: rounds }, () => measure(size, ['svscan']).seconds))
  const reset = inTurn(argv => measure(size, ['reset', ...argv]))
  say('reset, first link removed to all up', reset, 'seconds', size >= 300 ? 0.65 : null)
  const times = of(reset.now, 'seconds') / alone
  console.log(
    `  svscan alone: ${alone.toFixed(2)} s; the reset: ${times.toFixed(2)} times that (aim: at most 1.4)`,
  )
  say("  svreset's own CPU", reset, 'cpu', size === 1000 ? 0.3 : null)
  say('  its peak, MB', reset, 'peak', null, size === 1000 ? 64 : null)
  const repair = inTurn(argv => measure(size, ['repair', ...argv]))
  say('repair of one stopped process, seconds', repair, 'seconds', null, size === 1000 ? 2 : null)
  say('  its CPU', repair, 'cpu', size === 1000 ? 0.5 : null)
  growth.check.push([size, of(check.now, 'seconds') - node])
  growth.reset.push([size, of(reset.now, 'seconds')])
}

for (const [what, points] of Object.entries(growth)) {
  const [[few, little], [many, much]] = [points[0], points.at(-1)]
  if (few === many) continue
  const exponent = Math.log(much / little) / Math.log(many / few)
  console.log(
    `\n${what}: grows as the number of services to the power of ${exponent.toFixed(2)} (aim: at most 1)`,
  )
}

function inTurn(run) {
  const results = { now: [], before: [] }
  for (let round = 0; round < rounds; round++)
    for (const [name, argv] of Object.entries(builds)) results[name].push(run(argv))
  return results
}

function measure(size, words) {
  return JSON.parse(inDrill(size, [process.execPath, here('measure-beside.mjs'), String(size), ...words]))
}

function of(results, field) {
  return median(results.map(result => result[field]))
}

function say(what, { now, before }, field, share = null, most = null) {
  const [a, b] = [of(now, field), of(before, field)]
  const aims = [share === null ? [] : `${share} of it`, most === null ? [] : `${most}`].flat()
  const aim = aims.length === 0 ? '' : ` (aim: at most ${aims.join(', ')})`
  console.log(`${what}: ${a.toFixed(2)}, ${b.toFixed(2)}, ${(a / b).toFixed(2)}${aim}`)
}

function secondsOf([file, ...argv]) {
  const began = performance.now()
  spawnSync(file, argv, { stdio: 'ignore' })
  return (performance.now() - began) / 1000
}
