import { expect, it } from 'vitest'
import { answer } from '../../../src/cli/completion/answer.js'
import { filesBelow } from '../../../src/system/package-files.js'
import { program } from '../program.js'

it('offers the ids of findings after explain, each with what it is', async () => {
  const lines = await answer(program, ['explain', 'status'], { environment: {}, files: filesBelow('.') })
  expect(lines).toBe('words\nstatus-stale\ta wrong status\n')
})
