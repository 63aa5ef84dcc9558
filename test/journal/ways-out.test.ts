import { expect, it } from 'vitest'
import { waysOut } from '../../src/journal/ways-out.js'

const commands = (...words: Parameters<typeof waysOut>) => waysOut(...words).map(({ command }) => command)

it('names the state directory where it is not the default, as a shell takes it', () => {
  expect(commands('RUN', '/s/runs/RUN/manifest.yaml')).toEqual([
    'svreset resume RUN',
    'svreset restore RUN',
    'sh /s/runs/RUN/restore.sh',
  ])
  expect(commands('RUN', "/it's/runs/RUN/manifest.yaml", "/it's")).toEqual([
    "svreset resume RUN --state-dir '/it'\\''s'",
    "svreset restore RUN --state-dir '/it'\\''s'",
    "sh '/it'\\''s/runs/RUN/restore.sh'",
  ])
})

it('offers no script that was never written', () => {
  expect(commands('RUN', null)).toHaveLength(2)
})
