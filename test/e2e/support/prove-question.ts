import { expect } from 'vitest'
import { type BashScreen, openBash } from './bash-screen.js'
import type { TestDrill } from './drill.js'
import type { QuestionKind } from './question-kinds.js'

/** How a question can end that nobody answers, and the exit code then. */
const ends = {
  'Ctrl-C': { does: screen => screen.press('C-c'), exitCode: 130 },
  'Ctrl-\\': { does: screen => screen.press('C-\\'), exitCode: 131 },
  SIGINT: { does: (_, drill) => signal(drill, 'INT'), exitCode: 130 },
  SIGTERM: { does: (_, drill) => signal(drill, 'TERM'), exitCode: 143 },
  'Ctrl-D': { does: untilQuit, exitCode: ({ quit }) => quit },
  SIGHUP: { does: (_, drill) => signal(drill, 'HUP'), exitCode: ({ hungUp }) => hungUp },
} satisfies Record<string, End>

interface End {
  does(screen: BashScreen, drill: TestDrill): Promise<unknown>
  readonly exitCode: number | ((kind: QuestionKind) => number)
}

/** For pgrep: svreset itself. */
export const running = '^[^ ]*node .*main.js'
export const signal = (drill: TestDrill, name: string) => drill.sh(`pkill -${name} -f '${running}'`)

/** Ctrl-D is `q`. Where something was done that asks how to stop. */
async function untilQuit(screen: BashScreen): Promise<void> {
  await screen.press('C-d')
  const text = await screen.until(/\] q\n[\s\S]*(\[k,u,\?\]|What now\? \[[^\]]*\]|ready>) *\s*$/)
  if (!/ready> *\s*$/.test(text)) await untilQuit(screen)
}

/** All that svreset could do: links, states of services, records. */
const stateOf = (drill: TestDrill) =>
  drill.sh(`ls -la --time-style=full-iso /etc/service /usr/local/*/service 2>/dev/null || :
    svstat /usr/local/* 2>/dev/null | sed 's/ [0-9]* seconds//'
    ls /var/lib/svreset/runs 2>/dev/null || :; cat /var/lib/svreset/runs/*/journal.jsonl 2>/dev/null | cksum`)

/** Keys that answer nothing do nothing; each end has its exit code, and leaves the links in place or says how to go on. */
export async function proveQuestion(kind: QuestionKind): Promise<void> {
  const drill = await kind.open()
  const screen = await openBash(drill)
  const reach = async (at: BashScreen) => {
    await at.begin(kind.command)
    await kind.reach(at, drill)
    await at.until(kind.question)
  }
  await reach(screen)
  const asked = await stateOf(drill)
  await pressStrayKeys(screen, kind)
  expect(await stateOf(drill)).toBe(asked)
  for (const [name, end] of Object.entries<End>(ends)) {
    await end.does(screen, drill)
    const { text, exitCode } = await screen.ended()
    const told = `${name}: ${text}`
    const expected = typeof end.exitCode === 'number' ? end.exitCode : end.exitCode(kind)
    expect(exitCode, told).toBe(expected)
    expect(text, name).not.toMatch(/\^\[|\x1b| at .*\.js:/)
    if (kind.linksOut && expected !== 0) expectWaysOut(text, name)
    await kind.again(drill)
    await reach(screen)
  }
  await screen.hangUp()
  await drill.sh(`while pgrep -f '${running}' >/dev/null; do sleep 0.05; done`)
  const { stdout } = await drill.svreset('check', '--json', '--service-dir', kind.directory ?? '/etc/service')
  expect(stdout.includes('run-unfinished')).toBe(
    kind.openBefore === true || (kind.linksOut && kind.hungUp !== 0),
  )
}

async function pressStrayKeys(screen: BashScreen, { question }: QuestionKind): Promise<void> {
  await screen.press('Escape', 'Up', 'Down', 'Left', 'Right', 'Tab', 'Home', 'F1', 'PPage')
  await screen.press('Enter')
  await screen.until({
    test: text => /Type one letter of [^\n]*then Enter\./.test(text) && question.test(text),
  })
  await screen.press('z', 'Enter')
  await screen.until({
    test: text => (text.match(/Type one letter of/g) ?? []).length === 2 && question.test(text),
  })
  await screen.suspendAndContinue()
  await screen.until({ test: text => question.test(text.slice(text.lastIndexOf('ready> fg'))) })
}

/** The last lines say which links are out, and how to go on. */
export function expectWaysOut(text: string, name: string): void {
  const joined = text.replaceAll(/\s+/g, ' ')
  expect(joined, name).toMatch(/svreset resume \S+ continues the run/)
  expect(joined, name).toMatch(/svreset restore \S+ (--service-dir \S+ )?puts the links back/)
  expect(joined, name).toContain('links out: ')
}
