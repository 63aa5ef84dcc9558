import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CheckedDirectory } from '../../src/contract/checked-directory.js'
import { openMetrics } from '../../src/render/openmetrics.js'
import { decodeBytes } from '../../src/text/bytes.js'
import { aSystem } from '../diagnosis/build.js'

const options = { version: '0.1.0', now: 1_000 }

function labelsOf(text: string): string[] {
  return text
    .split('\n')
    .flatMap(line => /^svreset_verdict\{directory="(.*)",verdict="happy"\}/.exec(line)?.[1] ?? [])
}

const unknown = (path: string): CheckedDirectory => ({ path, verdict: 'unknown', checked: null, reason: '' })

it('gives each name, of whatever bytes, a label of its own, on a line of its own, in UTF-8', () => {
  const name = fc
    .oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc
        .string({ unit: fc.constantFrom("'", '$', '\\', 'x', 'f', '"', '\n', 'é'), maxLength: 8 })
        .map(Buffer.from),
    )
    .map(decodeBytes)
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), names => {
      const text = openMetrics(names.map(unknown), options)
      const labels = labelsOf(text)
      expect(new Set(labels).size).toBe(names.length)
      expect(labels.every(label => label.isWellFormed() && /^(?:[^"\\]|\\[\\"n])*$/.test(label))).toBe(true)
    }),
  )
})

it('tells each family once, with all its samples, whatever directories there are', () => {
  const system = aSystem(['nginx', 'tinydns'])
  const known: CheckedDirectory = {
    path: '/a',
    verdict: 'happy',
    checked: { system, findings: [], ignored: [] },
    reason: '',
  }
  const lines = openMetrics([known, unknown('/b'), { ...known, path: '/c' }], options).split('\n')
  const families = lines.flatMap(line => /^(?:# TYPE )?(\w+)/.exec(line)?.[1] ?? [])
  const blocks = families.filter((family, at) => family !== families[at - 1])
  expect(blocks).toEqual([...new Set(families)])
  expect(lines).toContain('svreset_service_up{directory="/c",service="tinydns",part="log"} 1')
  expect(lines).toContain('svreset_check_timestamp_seconds{directory="/b"} 1')
})
