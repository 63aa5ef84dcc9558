import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'
import type { TestDrill } from './drill.js'

/** A real terminal: a tmux pane in which a command of the drill runs. */
export interface Screen {
  /** Keys as tmux names them: `y`, `Enter`, `C-c`. */
  press(...keys: string[]): Promise<void>
  /** Waits for a question that nobody has answered, and answers it: a letter and Enter. */
  answer(letter: string): Promise<void>
  /** The terminal goes away. */
  hangUp(): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  /** What stands there now, and what has scrolled away; `joined`: lines that the terminal broke are one. */
  text(joined?: boolean): Promise<string>
  /** Waits until that matches, lines that the terminal broke joined; gives it back. Throws what stands there where it never does. */
  until(pattern: Pick<RegExp, 'test'>): Promise<string>
  /** Every byte that was written to the terminal. */
  bytes(): string
}

/** For a script that ends in `echo "exit $?"`. */
export const untilOver = /^exit \d+$/m

const unanswered = /\[[a-z1-9,?]+\]\s*$/

interface ScreenOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string>>
}

/** `script`: for sh, with svreset on the PATH. The tmux server is one of its own, and ends with the test. */
export async function openScreen(
  drill: TestDrill,
  script: string,
  { columns = 80, rows = 24, env = {} }: ScreenOptions = {},
): Promise<Screen> {
  const directory = mkdtempSync(`${tmpdir()}/svreset-screen-`)
  const tmux = async (...words: string[]) =>
    (await execa('tmux', ['-S', `${directory}/socket`, ...words])).stdout
  const variables = Object.entries({ LANG: 'C.UTF-8', ...env }).map(([key, value]) => `${key}=${value}`)
  const unset = ['-u', 'LC_ALL', '-u', 'LC_CTYPE', '-u', 'NO_COLOR', '-u', 'FORCE_COLOR']
  // Ctrl-C is for what runs inside, not for nsenter.
  const inside = drill.enter([
    ...['setsid', '--ctty', '--wait', 'env'],
    ...unset,
    'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...variables,
    'sh',
    '-c',
    script,
  ])
  const size = ['-x', String(columns), '-y', String(rows)]
  // Nothing is lost before it is listened to: the command begins when the pipe is there.
  const held = ['sh', '-c', 'read -r _; stty sane; clear; exec "$@"', 'sh', ...inside]
  await execa(
    'tmux',
    ['-u', '-f', '/dev/null', '-S', `${directory}/socket`, 'new-session', '-d', ...size, ...held],
    {
      env: { ...process.env, LANG: 'C.UTF-8' },
    },
  )
  onTestFinished(async () => {
    await tmux('kill-server').catch(() => {})
    rmSync(directory, { recursive: true })
  })
  await tmux('set-option', '-g', 'history-limit', '5000')
  await tmux('set-option', '-g', 'remain-on-exit', 'on')
  // There at once, though its cat may take a moment.
  writeFileSync(`${directory}/bytes`, '')
  await tmux('pipe-pane', `cat >${directory}/bytes`)
  await tmux('send-keys', 'Enter')
  const screen: Screen = {
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    async answer(letter) {
      const before = await screen.until(unanswered)
      await screen.press(letter, 'Enter')
      await screen.until({
        test: text => text.trimEnd() !== before.trimEnd() && !text.trimEnd().endsWith(`] ${letter}`),
      })
    },
    hangUp: async () => void (await tmux('kill-server')),
    resize: async (width, height) =>
      void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
    text: joined => tmux('capture-pane', '-p', '-S', '-2000', ...(joined ? ['-J'] : [])),
    async until(pattern) {
      for (const started = Date.now(); ; await new Promise(resolve => setTimeout(resolve, 50))) {
        const text = await screen.text(true)
        if (pattern.test(text)) return text
        if (Date.now() - started > 60_000) throw new Error(`never: ${String(pattern)}\n${text}`)
      }
    },
    bytes: () => readFileSync(`${directory}/bytes`, 'latin1'),
  }
  return screen
}
