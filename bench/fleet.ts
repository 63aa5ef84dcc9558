// How long check.yml takes on many hosts. Each host is a drill with a sshd of its own, in a network namespace of its own, so all
// of them share this machine's processors with Ansible: the CPU time of the controller says more than the clock.
// Usage: SVRESET_HOSTS=50 npx vitest run --config bench/fleet.config.ts
import { execFileSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { it } from 'vitest'
import { openFleet } from '../test/e2e/support/fleet.js'

const count = Number(process.env.SVRESET_HOSTS ?? 50)
const measure = `
import resource, subprocess, sys, time
start = time.monotonic()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print("%.1f s by the clock, %.1f s of CPU on the controller, exit code %d" % (time.monotonic() - start, used.ru_utime + used.ru_stime, code))`

it(`${count} hosts on ${cpus().length} processors`, async () => {
  const names = Array.from({ length: count }, (_, index) => `host${index + 1}`)
  await using fleet = await openFleet(
    Object.fromEntries(names.map(name => [name, { scenario: 'happy' }])),
    'here',
  )
  for (const forks of [10, 25]) {
    const { argv, env } = fleet.command('check', '--forks', String(forks))
    const told = execFileSync('/usr/bin/python3', ['-c', measure, ...argv], { env, encoding: 'utf8' })
    console.log(`check, ${count} hosts, forks ${forks}: ${told.trim()}; load ${loadavg()[0]?.toFixed(1)}`)
  }
})
