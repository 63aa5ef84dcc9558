import { execa } from 'execa'
import { openDrill } from '../src/drill/open-drill.js'
import { drillEnvironment } from '../src/drill/shell.js'
import { predictable } from './predictable.js'

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** null where a signal ended it. */
  readonly exitCode: number | null
}

/** A private daemontools to torture svreset in. */
export interface Arena {
  /** Runs a command inside; does not throw where it fails. */
  run(argv: readonly string[]): Promise<Ended>
  /** Standard output of a script for sh; throws where it fails. */
  sh(script: string, ...parameters: string[]): Promise<string>
  svreset(...argv: string[]): Promise<Ended>
  /** Argv (node and main.js) of the svreset under torture: strace follows no shell script. */
  readonly self: readonly string[]
  /** The same without chance in it. */
  readonly selfPredictable: readonly string[]
  close(): Promise<void>
}

export interface ArenaOptions {
  readonly scenario: string
  readonly services?: number
  readonly prepare?: string
  readonly respawn?: boolean
  /** It is good for one fault only. */
  readonly once?: boolean
  /** What svstat must say is up before anything begins. */
  readonly directories?: readonly string[]
}

/**
 * Three services that stop at once; one has a log. Their links have what is easily lost: a name that is no UTF-8,
 * with a quote and a newline at its end, a relative target, an owner, a time with microseconds.
 */
export const tiny: ArenaOptions & { readonly directories: readonly string[] } = {
  scenario: 'many',
  services: 1,
  prepare: `
for name in odd plain; do
  mkdir -p "/usr/local/$name"
  printf '#!/bin/sh\\nexec sleep 1000000\\n' >"/usr/local/$name/run"
  chmod 755 "/usr/local/$name/run"
done
odd=$(printf "caf\\\\351 'x' \\nend.") && odd="\${odd%.}"
ln -s ../../usr/local/odd "/etc/service/$odd"
chown -h 65534:1234 "/etc/service/$odd"
touch -h -d @1234567890.654321 "/etc/service/$odd"
ln -s /usr/local/plain /etc/service/plain
touch -h -d @1600000000.000001 /etc/service/plain
`,
  directories: ['/usr/local/service-1', '/usr/local/service-1/log', '/usr/local/odd', '/usr/local/plain'],
}

/** The same where nobody starts svscan again: it is stopped (SIGSTOP) while the links are out, instead of held. */
export const tinyByHand = { ...tiny, respawn: false }

/** The same, to be repaired once: then it is another. */
export const tinyToRepair = { ...tiny, once: true }

const timeout = 120_000

/** Opens a drill; returns when all of its services are up. */
export async function openArena(self: readonly string[], options: ArenaOptions = tiny): Promise<Arena> {
  const drill = await openDrill({ ...options, self })
  const env = drillEnvironment(process.env, options.scenario)
  const run: Arena['run'] = async argv => {
    const [file, ...rest] = drill.enter(['setpriv', '--pdeathsig', 'KILL', '--', ...argv])
    const { stdout, stderr, exitCode, timedOut } = await execa(file, rest, {
      env,
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      stripFinalNewline: false,
      timeout,
      killSignal: 'SIGKILL',
    })
    if (timedOut) throw new Error(`still running after ${timeout} ms: ${argv.join(' ')}\n${stdout}${stderr}`)
    return { stdout, stderr, exitCode: exitCode ?? null }
  }
  const arena: Arena = {
    run,
    async sh(script, ...parameters) {
      const { stdout, stderr, exitCode } = await run(['sh', '-ec', script, 'sh', ...parameters])
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${script}\n${stdout}${stderr}`)
      return stdout
    },
    svreset: (...argv) => run([...self, ...argv]),
    self,
    selfPredictable: [...self.slice(0, 1), ...predictable, ...self.slice(1)],
    close: drill.close,
  }
  if (options.directories !== undefined) await arena.sh(untilUp, ...options.directories)
  return arena
}

/** Script for sh: waits, at most 20 s, until svstat says that each of its parameters is up; fails if not. */
export const untilUp = `
for tries in $(seq 400); do
  [ "$(svstat "$@" | grep -c ': up (pid [1-9]')" -eq $# ] && exit 0
  sleep 0.05
done
svstat "$@"
exit 1`
