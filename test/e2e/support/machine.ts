import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { outputFileSync } from 'fs-extra/esm'
import { onTestFinished } from 'vitest'
import { requireValid } from '../../contract/validate.js'
import type { Result } from './drill.js'
import { pause, startGuarded } from './guarded.js'

const project = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

export type Init = 'systemd' | 'sysv'

export interface MachineOptions {
  /** What process 1 is. */
  readonly init: Init
  /** Files that are there when it boots, by path: their text. */
  readonly files?: Readonly<Record<string, string>>
}

/** A whole Debian in a container of its own, booted with a real init. */
export interface TestMachine {
  /** Runs a command inside, as an operator's login would: under systemd in a unit of its own. Does not throw where it fails. */
  run(argv: readonly string[], options?: { readonly timeout?: number }): Promise<Result>
  /** Runs a script for sh inside and returns its standard output; throws where it fails. */
  sh(script: string, ...parameters: string[]): Promise<string>
  /** Runs the built svreset inside. */
  svreset(...argv: string[]): Promise<Result>
  /** The argv of the built svreset inside. */
  svresetArgv(...argv: string[]): string[]
  /** The argv with which the host runs `argv` inside, outside of every unit. */
  enter(argv: readonly string[]): [string, ...string[]]
  close(): Promise<void>
}

/** Why there can be no machine here; null: there can. */
export function machineLacks(): string | null {
  if (process.getuid?.() !== 0) return 'not root: systemd-nspawn needs to be'
  for (const program of ['systemd-nspawn', 'nsenter']) {
    if (!['/usr/bin', '/bin'].some(path => existsSync(`${path}/${program}`)))
      return `no ${program} (apt-get install systemd-container)`
  }
  return existsSync(machineRoot())
    ? null
    : `no root for it: sh scripts/test-machine.sh makes ${machineRoot()}`
}

let root: string | undefined
function machineRoot(): string {
  root ??= execFileSync('sh', [`${project}/scripts/test-machine.sh`, '--path'], { encoding: 'utf8' }).trim()
  return root
}

/** Boots a machine that ends with the test, however that ends. */
export async function openMachine(options: MachineOptions): Promise<TestMachine> {
  const machine = await bootMachine(options)
  onTestFinished(() => machine.close())
  return machine
}

async function bootMachine({ init, files = {} }: MachineOptions): Promise<TestMachine> {
  const name = `svreset-test-${randomBytes(4).toString('hex')}`
  const place = mkdtempSync(`${tmpdir()}/${name}-`)
  const binds = Object.entries(files).map(([path, text]) => {
    outputFileSync(`${place}${path}`, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
    return `--bind-ro=${place}${path}:${path}`
  })
  const guard = startGuarded(name, place, nspawn(name, init, binds))
  const { close, console } = guard
  try {
    const machine = machineAt(await guard.processOne(), init, close)
    await waitForBoot(machine, init, console)
    return machine
  } catch (error) {
    await close()
    throw error
  }
}

function nspawn(name: string, init: Init, binds: readonly string[]): string[] {
  return [
    'systemd-nspawn',
    '--quiet',
    '--register=no',
    '--keep-unit',
    '--private-network',
    '--console=pipe',
    `--machine=${name}`,
    `--directory=${machineRoot()}`,
    '--volatile=overlay',
    // Files on an overlay have another device number in stat(2) than in /proc/locks.
    '--tmpfs=/etc/service:mode=0755',
    `--bind-ro=${project}:${project}`,
    `--bind-ro=${dirname(process.execPath)}/node:/usr/local/bin/node`,
    ...binds,
    ...(init === 'systemd' ? ['--boot'] : ['--', '/opt/sysvinit/sbin/init']),
  ]
}

function machineAt(leader: number, init: Init, close: () => Promise<void>): TestMachine {
  const enter = (argv: readonly string[]): [string, ...string[]] => [
    'nsenter',
    `--target=${leader}`,
    '--all',
    '--',
    ...argv,
  ]
  // systemd-run expands `$`, which it takes twice for once.
  const login = (argv: readonly string[]) =>
    init === 'systemd'
      ? [
          'systemd-run',
          '--pipe',
          '--wait',
          '--quiet',
          '--collect',
          '--',
          ...argv.map(word => word.replaceAll('$', '$$$$')),
        ]
      : ['setsid', '--wait', ...argv]
  const run: TestMachine['run'] = async (argv, { timeout = 60_000 } = {}) => {
    const [file, ...rest] = enter(login(argv))
    const result = await execa(file, rest, {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      extendEnv: false,
      input: '',
      reject: false,
      stripFinalNewline: false,
      timeout,
    })
    if (result.timedOut)
      throw new Error(
        `still running after ${timeout} ms: ${argv.join(' ')}\n${result.stdout}${result.stderr}`,
      )
    if (argv.includes('--json')) requireValid(result.stdout)
    return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode ?? 1 }
  }
  const svresetArgv = (...argv: string[]) => ['/usr/local/bin/node', `${project}/dist/main.js`, ...argv]
  return {
    run,
    svresetArgv,
    enter,
    close,
    sh: async (script, ...parameters) => {
      const { stdout, stderr, exitCode } = await run(['sh', '-ec', script, 'sh', ...parameters])
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${script}\n${stdout}${stderr}`)
      return stdout
    },
    svreset: (...argv) => run(svresetArgv(...argv), { timeout: 120_000 }),
  }
}

/** Until process 1 answers. */
async function waitForBoot(machine: TestMachine, init: Init, console: () => string): Promise<void> {
  const [file, ...rest] = machine.enter(
    init === 'systemd'
      ? ['systemctl', 'is-system-running', '--wait']
      : ['sh', '-c', 'until [ -p /run/initctl ]; do sleep 0.02; done'],
  )
  for (let tries = 0; tries < 200; tries++) {
    const { stdout, stderr, exitCode } = await execa(file, rest, { reject: false, timeout: 30_000 })
    if (exitCode === 0 || /^(running|degraded)/.test(stdout)) return
    if (tries === 199) throw new Error(`the machine did not boot: ${stdout}${stderr}\n${console()}`)
    await pause()
  }
}
