import { expect } from 'vitest'
import { type BashScreen, openBash } from './bash-screen.js'
import type { TestDrill } from './drill.js'
import { expectWaysOut, running, signal } from './prove-question.js'
import type { WaitKind } from './wait-kinds.js'

interface End {
  does(screen: BashScreen, drill: TestDrill): Promise<unknown>
  readonly exitCode: number
}

const ends: Readonly<Record<string, End>> = {
  'Ctrl-C': { does: screen => screen.press('C-c'), exitCode: 130 },
  'Ctrl-\\': { does: screen => screen.press('C-\\'), exitCode: 131 },
  SIGTERM: { does: (_, drill) => signal(drill, 'TERM'), exitCode: 143 },
}

const letGo = (drill: TestDrill) => drill.sh('touch /etc/go')

/** Keys do nothing in a wait; a signal ends the run where it can be resumed; what is drawn goes whatever happens. */
export async function proveWait(kind: WaitKind): Promise<void> {
  const drill = await kind.open()
  const screen = await openBash(drill)
  const reach = async (at: BashScreen) => {
    await at.begin(kind.command)
    await kind.reach(at)
    await at.until(kind.waiting)
  }
  await reach(screen)
  await pressStrayKeys(screen, kind)
  await letGo(drill)
  expectEnd(await screen.ended(), 0, kind, 'stray keys')
  await kind.again(drill)

  for (const [name, { does, exitCode }] of Object.entries(ends)) {
    await reach(screen)
    await does(screen, drill)
    if (kind.whole) await letGo(drill)
    expectEnd(await screen.ended(), exitCode, kind, name)
    await kind.again(drill)
  }

  await reach(screen)
  await signal(drill, 'HUP')
  if (kind.linksOut) await letGo(drill)
  expectEnd(await screen.ended(), kind.linksOut ? 0 : 129, kind, 'SIGHUP')
  await kind.again(drill)

  await reach(screen)
  await screen.hangUp()
  if (kind.linksOut) await letGo(drill)
  await drill.sh(`while pgrep -f '${running}' >/dev/null; do sleep 0.05; done`)
  const ended = await drill.sh(
    `grep -h '"event":"ended"' "$(ls -d /var/lib/svreset/runs/* | tail -n 1)/journal.jsonl" | tail -n 1`,
  )
  expect(/"exitCode":\d+/.exec(ended)?.[0]).toBe(`"exitCode":${kind.linksOut ? 0 : 129}`)
}

async function pressStrayKeys(screen: BashScreen, { waiting }: WaitKind): Promise<void> {
  await screen.press('Escape', 'Up', 'Down', 'Left', 'Right', 'Tab', 'q', 'C-d', 'C-d', 'y', 'Enter')
  await screen.suspendAndContinue()
  await screen.until({ test: text => waiting.test(text.slice(text.lastIndexOf('ready> fg'))) })
}

function expectEnd(
  { text, exitCode }: { readonly text: string; readonly exitCode: number },
  expected: number,
  { linksOut, drawn }: WaitKind,
  name: string,
): void {
  const told = `${name}: ${text}`
  expect(exitCode, told).toBe(expected)
  expect(text, told).not.toMatch(/\x1b| at .*\.js:|waiting for/)
  expect(drawn ? text : text.slice(Math.max(0, text.lastIndexOf('ready> fg'))), told).not.toContain('^[')
  if (linksOut && expected !== 0) expectWaysOut(text, name)
}
