import { describe, expect, it } from 'vitest'
import { definitions, type FindingId } from '../../../src/findings/index.js'
import { checkJson } from '../support/check.js'
import { openLastingDrill } from '../support/drill.js'

/** Whose advice by hand is a command: the scenario of the same name shows it, and the command cures it. */
const commands: readonly FindingId[] = [
  'process-stopped',
  'readproctitle-missing',
  'run-not-executable',
  'service-directory-writable',
  'service-paused',
  'service-wanted-down',
  'status-stale',
  'supervise-orphaned',
  'supervise-unlinked',
  'supervise-unreachable',
]

/** Their scenario shows them as the consequence of another finding, and the advice is to cure that. */
const goWithTheirCause: readonly FindingId[] = ['service-down']

const looksLikeACommand = /^(?:svc|kill|chown|chmod|rm|mkdir|sed|mount|readproctitle|svreset) (?!PID if)/

/** As printed: alone, or behind what svreset does itself. */
function printed(remedy: string): string {
  return /\(by hand: (.*)\)$/s.exec(remedy)?.[1] ?? remedy
}

describe.concurrent('the advice by hand, command by command as it is printed, cures', {
  timeout: 120_000,
}, () => {
  it.for(commands)('%s', async (id, { expect }) => {
    await using drill = await openLastingDrill(id)
    const { findings } = await checkJson(drill)
    const advice = findings.filter(finding => finding.id === id).map(({ remedy }) => printed(remedy))
    expect(advice.length).toBeGreaterThan(0)
    for (const command of advice) {
      expect(command).toMatch(looksLikeACommand)
      await drill.sh(`exec >/dev/null 2>&1; ${command}`)
    }
    await expect
      .poll(async () => (await checkJson(drill)).findings.filter(finding => finding.id === id), {
        timeout: 40_000,
        interval: 500,
      })
      .toEqual([])
  })

  it('is plainly not a command elsewhere', () => {
    const others = definitions.filter(({ id }) => ![...commands, ...goWithTheirCause].includes(id))
    expect(others.filter(({ byHand }) => looksLikeACommand.test(byHand)).map(({ id }) => id)).toEqual([])
  })
})

it('a reset is advised only by a remedy that is one', () => {
  for (const { byHand, bySvreset, resetEnds } of definitions)
    if (!resetEnds) expect(`${byHand} ${bySvreset}`).not.toMatch(/starts everything|a reset (?:cures|ends)/)
})
