import type { TestDrill } from './drill.js'
import { openScreen, type Screen } from './screen.js'

/** A bash at a terminal, with jobs: svreset can be stopped and continued, and each command has an exit code. */
export interface BashScreen extends Screen {
  /** Types a command. From now on `until` looks at what comes after it. */
  begin(command: string): Promise<void>
  /** Waits for bash, and returns what the command has left there, and its exit code. */
  ended(): Promise<{ readonly text: string; readonly exitCode: number }>
  /** Ctrl-Z, and fg. */
  suspendAndContinue(): Promise<void>
}

const prompt = 'ready> '

export async function openBash(
  drill: TestDrill,
  size: { readonly columns?: number; readonly rows?: number } = {},
): Promise<BashScreen> {
  const screen = await openScreen(drill, `PS1='${prompt}' bash --norc -i`, size)
  let number = 0
  const since = (text: string) => text.slice(text.lastIndexOf(`: row-${number};`))
  const until: Screen['until'] = async pattern =>
    since(await screen.until({ test: text => pattern.test(since(text)) }))
  const atPrompt = /\nready> *\s*$/
  await screen.until(/ready> *\s*$/)
  return {
    ...screen,
    until,
    async begin(command) {
      number += 1
      await screen.press(`: row-${number}; ${command}`, 'Enter')
    },
    async ended() {
      const text = await until(atPrompt)
      await screen.press('echo "exit $?"', 'Enter')
      const code = /^exit (\d+)$/m
      return { text, exitCode: Number(code.exec(await until(code))?.[1]) }
    },
    async suspendAndContinue() {
      const stopped = (text: string) => (text.match(/^\[1\]\+ {2}Stopped/gm) ?? []).length
      const before = stopped(since(await screen.text(true)))
      await screen.press('C-z')
      await until({ test: text => stopped(text) > before && atPrompt.test(text) })
      await screen.press('fg', 'Enter')
    },
  }
}
