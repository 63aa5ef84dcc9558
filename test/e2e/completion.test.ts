import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLastingDrill, type TestDrill } from './support/drill.js'

const shells = {
  bash: { start: 'bash --norc --noprofile -i', load: 'source <(svreset completion bash)' },
  zsh: {
    start: 'zsh -f -i',
    load: 'bindkey -e; autoload -U compinit; compinit -u -D; source <(svreset completion zsh)',
  },
  fish: { start: 'fish --no-config -i', load: 'svreset completion fish | source' },
}
type Shell = keyof typeof shells

const hostile = 'odd $(touch pwned);\'"\\: name'

let drill: TestDrill
let run = ''
beforeAll(async () => {
  drill = await openLastingDrill('happy')
  await drill.sh('svreset --yes >/dev/null')
  await drill.sh('mkdir -- "$1"', `/etc/service/${hostile}`)
  run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
})
afterAll(() => drill.close())

/** What a line has become after these keys, at a terminal of the shell's own: Ctrl-A, `echo` before it, Enter. */
async function typed(shell: Shell, lines: readonly string[]): Promise<string[]> {
  const { start, load } = shells[shell]
  const child = drill.spawn(['script', '-qfc', `cd /etc; exec ${start}`, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let screen = ''
  child.stdout?.on('data', chunk => {
    screen += String(chunk)
  })
  const until = async (text: string) => {
    while (!screen.includes(text)) await new Promise(resolve => setTimeout(resolve, 20))
  }
  const results: string[] = []
  child.stdin?.write(`${load}; echo R''EADY\r`)
  await until('READY')
  for (const [index, line] of lines.entries()) {
    // As typed it does not say what it prints.
    child.stdin?.write(`${line}\x01printf '%s|' R''ESULT${index} \x05; echo E''ND${index}\r`)
    await until(`END${index}`)
    results.push(new RegExp(`RESULT${index}\\|(.*)\\|\\s*END${index}`).exec(screen)?.[1] ?? screen)
  }
  child.stdin?.end('exit\r')
  child.kill('SIGKILL')
  return results
}

it.each(['bash', 'zsh', 'fish'] as const)(
  '%s completes commands, options, services, runs and runbooks',
  async shell => {
    expect(
      await typed(shell, [
        'svreset chec\tng\t--form\tnag\t',
        'svreset runs 20\t--ht\t',
        'svreset run resto\t--dry\t',
        'svreset check od\t',
      ]),
    ).toEqual([
      'svreset|check|nginx|--format|nagios',
      `svreset|runs|${run}|--html`,
      'svreset|run|restore|--dry-run',
      `svreset|check|${hostile}`,
    ])
    expect((await drill.run(['test', '-e', '/etc/pwned'])).exitCode).toBe(1)
  },
)

it('the script for bash is clean for shellcheck', async () => {
  const { stdout, exitCode } = await drill.run(['sh', '-c', 'svreset completion bash | shellcheck -s bash -'])
  expect(stdout).toBe('')
  expect(exitCode).toBe(0)
})
