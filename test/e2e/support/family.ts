import { expect } from 'vitest'
import { type CheckResult, checkJson } from './check.js'
import { openDrill, type TestDrill } from './drill.js'
import { programsOf, type Relative } from './relatives.js'
import { expectRefusal, staging } from './staging.js'

/** A svscan directory beside the drill's own, which a real scanner of another family keeps. */
export interface FamilyDrill {
  readonly drill: TestDrill
  /** `svreset check --json` on it. */
  check(): Promise<CheckResult & { readonly svscan: Readonly<Record<string, unknown>> | null }>
  /** Runs a script with the programs of the family in PATH. */
  sh(script: string, ...parameters: string[]): Promise<string>
  /** All that an act could touch: every process but those of one moment, the links, and who wrote to supervise/ last. */
  fingerprint(): Promise<string>
}

export const directory = '/usr/local/relatives'

/** Shell text: starts the scanner in a session of its own, as an init would. */
export const startScanner: Readonly<Record<Relative, string>> = {
  runit: `setsid runsvdir -P ${directory} </dev/null >/dev/null 2>&1 &`,
  // From another place, and by a name that means something only there.
  busybox: 'cd /usr/local; setsid runsvdir -P relatives </dev/null >/dev/null 2>&1 &',
  s6: `setsid s6-svscan ${directory} </dev/null >/dev/null 2>&1 &`,
}

/** What each service is there for is its name. */
const services = `${staging}
mkdir -p ${directory}
service /usr/local/web; log /usr/local/web
service /usr/local/standby; touch /usr/local/standby/down
service /usr/local/told
service /usr/local/waiting
service /usr/local/loop 'exit 1'
service /usr/local/ending 'exit 0'
printf '#!/bin/sh\\nexec sleep 1000000\\n' >/usr/local/ending/finish; chmod 755 /usr/local/ending/finish
# s6 kills a finish after 5 seconds otherwise.
echo 0 >/usr/local/ending/timeout-finish
service /usr/local/full 'exec yes'; log /usr/local/full
printf '#!/bin/sh\\nexec sleep 1000000\\n' >/usr/local/full/log/run
for name in web full standby told waiting loop ending; do ln -s /usr/local/$name ${directory}/$name; done
ln -s /usr/local/nowhere ${directory}/nowhere`

/** What there is when all of the services have done what their names say. */
export async function openFamily(relative: Relative): Promise<FamilyDrill> {
  const drill = await openDrill('empty', { prepare: services })
  const sh: FamilyDrill['sh'] = (script, ...parameters) =>
    drill.sh(`PATH=${programsOf(relative)}:$PATH; ${script}`, ...parameters)
  await sh(`${startScanner[relative]}
    until [ "$(pgrep -c -x 'runsv|s6-supervise')" -ge 7 ]; do sleep 0.05; done`)
  return {
    drill,
    sh,
    check: async () =>
      (await checkJson(drill, '--service-dir', directory)) as Awaited<ReturnType<FamilyDrill['check']>>,
    fingerprint: () =>
      drill.sh(`
        ps -A -o pid=,ppid=,comm=,args= | grep -E ' (runs|s6-|svscan|supervise|multilog|sleep )' | grep -v loop
        ls -la --time-style=full-iso ${directory}
        ls -laR /var/lib/svreset 2>&1 || :`),
  }
}

type Part = Readonly<Record<string, unknown>>

/** The service of that name, or its log, as `check --json` shows it. */
export function shown({ services: all }: CheckResult, name: string): Part {
  const [service, log] = name.split('/')
  const found = all.find(each => each.name === service)
  if (found === undefined) throw new Error(`no service ${service}`)
  return (log === undefined ? found : found.log) as Part
}

/** Asserts that every act is refused here, names the commands of the family, and touches nothing. */
export async function expectEveryActRefused(
  { drill, fingerprint }: FamilyDrill,
  ...words: string[]
): Promise<void> {
  const before = await fingerprint()
  const acts = [
    ['--yes'],
    ['--dry-run'],
    ['--yes', '--restart-method', 'manual'],
    ['repair', '--yes'],
    ['repair', '--dry-run'],
    ['repair', '--yes', 'web'],
    ['run', 'rotate', '--yes'],
  ]
  for (const act of acts) {
    const result = await drill.svreset(...act, '--service-dir', directory)
    expectRefusal(result, ...words)
  }
  const { stdout } = await drill.svreset('check', '--service-dir', directory)
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    new RegExp(`svreset repair acts on nothing that ${words[0]} keeps; see above for its own commands $`),
  )
  expect(await fingerprint()).toBe(before)
}

/** Asserts the picture of each of these: what its own family says of it, in the words of check. */
export async function expectPicture(
  family: FamilyDrill,
  names: readonly string[],
  say: (family: FamilyDrill, name: string) => Promise<Said>,
): Promise<Awaited<ReturnType<FamilyDrill['check']>>> {
  const began = performance.now()
  const said = await Promise.all(names.map(name => say(family, name)))
  const result = await family.check()
  const passed = (performance.now() - began) / 1000
  for (const [index, name] of names.entries()) {
    const { seconds = 0, ...others } = said[index] ?? {}
    const part = shown(result, name)
    expect({ name, ...part }).toMatchObject({ name, ...others })
    expect(Number(part.seconds)).toBeGreaterThanOrEqual(seconds - 2)
    expect(Number(part.seconds)).toBeLessThanOrEqual(seconds + 2 + passed)
  }
  return result
}

/** What its own family says. */
export interface Said {
  readonly state: 'up' | 'down'
  readonly pid: number | null
  readonly seconds: number
  readonly normally: 'up' | 'down'
  readonly want: 'up' | 'down' | null
  readonly paused: boolean
}
