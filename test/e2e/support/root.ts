import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Result } from './drill.js'
import { startGuarded } from './guarded.js'

export type Suite = 'bookworm' | 'trixie'

/** A small Debian of its own, with nothing running in it. What is changed in it is gone afterwards. */
export interface Root extends AsyncDisposable {
  /** Runs a script for sh inside; does not throw where it fails. */
  run(script: string, ...parameters: string[]): Promise<Result>
  /** The same, returns its standard output; throws where it fails. */
  sh(script: string, ...parameters: string[]): Promise<string>
}

/** Why there can be none here; null: there can. */
export function rootsLack(): string | null {
  if (process.getuid?.() !== 0) return 'not root: systemd-nspawn needs to be'
  if (!existsSync('/usr/bin/systemd-nspawn')) return 'no systemd-nspawn (apt-get install systemd-container)'
  const missing = (['bookworm', 'trixie'] as const).map(pathOf).filter(path => !existsSync(path))
  return missing.length === 0
    ? null
    : `no ${missing.join(', ')}: sh scripts/test-package-roots.sh makes the roots`
}

function pathOf(suite: Suite): string {
  const script = fileURLToPath(new URL('../../../scripts/test-package-roots.sh', import.meta.url))
  return execFileSync('sh', [script, '--path', suite], { encoding: 'utf8' }).trim()
}

/** `packages`: a directory that is /packages inside. */
export async function openRoot(suite: Suite, packages: string): Promise<Root> {
  const name = `svreset-test-${randomBytes(4).toString('hex')}`
  const place = mkdtempSync(`${tmpdir()}/${name}-`)
  const guard = startGuarded(name, place, [
    ...['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--private-network', '--console=pipe'],
    ...[`--machine=${name}`, `--directory=${pathOf(suite)}`, '--volatile=overlay'],
    ...[`--bind-ro=${packages}:/packages`, '--as-pid2', 'sleep', 'infinity'],
  ])
  const leader = await guard.processOne().catch(async error => {
    await guard.close()
    throw error
  })
  const run: Root['run'] = async (script, ...parameters) => {
    const inside = ['setsid', '--wait', 'sh', '-ec', script, 'sh', ...parameters]
    const result = await execa('nsenter', [`--target=${leader}`, '--all', '--', ...inside], {
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      extendEnv: false,
      input: '',
      reject: false,
      stripFinalNewline: false,
      timeout: 180_000,
    })
    return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode ?? 1 }
  }
  return {
    run,
    [Symbol.asyncDispose]: guard.close,
    sh: async (script, ...parameters) => {
      const { stdout, stderr, exitCode } = await run(script, ...parameters)
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${script}\n${stdout}${stderr}`)
      return stdout
    },
  }
}
