import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holds, parseCondition, pathsIn, WrongCondition } from '../../../src/runbook/language/condition.js'
import { NotYetKnown, type Scope } from '../../../src/runbook/language/references.js'

const scope: Scope = { params: { yes: true, no: false, name: 'nginx', count: 3 }, steps: {} }
const is = (text: string) => holds(parseCondition(text), scope)

describe('what a condition says', () => {
  it.each([
    ['${params.yes}', true],
    ['not ${params.yes}', false],
    ['not not ${params.yes}', true],
    ["${params.name} == 'nginx'", true],
    ['${params.name} != "nginx"', false],
    ['${params.count} == 3', true],
    ["${params.name} in ['a', 'nginx']", true],
    ["${params.name} not in ['a', 'nginx']", false],
    ["not ${params.name} in ['a']", true],
    ['${params.name} in []', false],
    ['${params.no} and ${params.no} or ${params.yes}', true],
    ['${params.yes} or ${params.no} and ${params.no}', true],
    ['not ${params.no} and ${params.yes}', true],
    ['${params.name} == null', false],
    ['true', true],
  ])('%s is %s', (text, expected) => expect(is(text)).toBe(expected))

  it('and, or and not are those of logic, and bind as usual', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (a, b, c) => {
        expect(is(`not ${a} and ${b} or ${c}`)).toBe((!a && b) || c)
        expect(is(`${a} or ${b} and not ${c}`)).toBe(a || (b && !c))
      }),
    )
  })

  it('what a value holds is never read as part of the condition', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("' or true", '${params.yes}', "x' == 'x")), text => {
        const condition = parseCondition("${params.x} == 'never'")
        expect(holds(condition, { params: { x: text } })).toBe(text === 'never')
      }),
    )
  })
})

it('text and number are never equal by chance: that they are compared is a mistake', () => {
  expect(() => is("${params.count} == '3'")).toThrow(WrongCondition)
  expect(() => is('${params.name}')).toThrow(WrongCondition)
})

it('what a step has not said yet is unknown, not false', () => {
  expect(() => is('${steps.later.exit_code} == 0')).toThrow(NotYetKnown)
})

it.each([
  ['', 0],
  ['${params.yes} and', 17],
  ['nginx == ${params.name}', 0],
  ["'${params.name}' == 'nginx'", 0],
  ['${params.yes} ${params.no}', 14],
  ['${params.count} > 2', 16],
  ['(${params.yes})', 0],
  ['${params.name} in [${params.name}]', 19],
  ["${params.name} in ['a' 'b']", 23],
])('%j is no condition, and the place is named', (text, at) => {
  try {
    parseCondition(text)
  } catch (error) {
    expect(error).toBeInstanceOf(WrongCondition)
    expect((error as WrongCondition).at).toBe(at)
    return
  }
  throw new Error('it was taken')
})

it('any text is a condition or a WrongCondition', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({
          unit: fc.constantFrom('${a.b}', "'x'", '[', ']', ',', '==', ' in ', ' and ', ' not ', '1', 'true'),
        }),
      ),
      text => {
        try {
          expect(Array.isArray(pathsIn(parseCondition(text)))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(WrongCondition)
        }
      },
    ),
    { numRuns: 500 },
  )
})
