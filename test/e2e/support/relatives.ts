import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The families of supervisors whose real programs the tests use. */
export type Relative = 'runit' | 'busybox' | 's6'

/** Where its programs are, and what there is to do if they are not there. */
const places: Readonly<Record<Relative, () => readonly [program: string, missing: string]>> = {
  runit: () => [`${runitPrograms()}/runsvdir`, 'sh scripts/test-runit.sh unpacks it'],
  busybox: () => [
    `${process.env.SVRESET_TEST_CACHE ?? '/var/cache/svreset-test'}/busybox-runit/runsvdir`,
    "Debian's busybox has no runsvdir: one that has must be built from its source (busybox.net), with links runsvdir, runsv and sv",
  ],
  s6: () => ['/usr/bin/s6-svscan', 'apt-get install s6'],
}

/** The directory of its programs. */
export function programsOf(relative: Relative): string {
  return places[relative]()[0].replace(/\/[^/]*$/, '')
}

/** Why a test cannot use it; null: it can. For `skipWithout`. */
export function lacks(relative: Relative): string | null {
  const [program, missing] = places[relative]()
  return existsSync(program) ? null : `no ${relative} (no ${program}): ${missing}`
}

function runitPrograms(): string {
  const script = fileURLToPath(new URL('../../../scripts/test-runit.sh', import.meta.url))
  return execFileSync('sh', [script, '--path'], { encoding: 'utf8' }).trim()
}
