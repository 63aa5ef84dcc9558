import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../../scripts/test-tools.sh', import.meta.url))

/** The root of the programs that scripts/test-tools.sh has unpacked. */
export const tools: string = execFileSync('sh', [script, '--path'], { encoding: 'utf8' }).trim()

/** What finds their libraries. */
export const toolsEnvironment: Readonly<Record<string, string>> = {
  LD_LIBRARY_PATH: ['usr/lib', 'lib']
    .flatMap(path => ['x86_64', 'aarch64'].map(cpu => `${tools}/${path}/${cpu}-linux-gnu`))
    .join(':'),
}

/** Why those tests cannot run here; null: they can. */
export function toolsLack(): string | null {
  return existsSync(tools) ? null : `no tools: sh scripts/test-tools.sh unpacks them in ${tools}`
}
