import type { Condition, Operand } from '../../contract/condition.js'
import { kindOf, type Value } from '../../contract/value.js'
import { lookUp, type Scope } from './references.js'

/** `at`: the number of characters before the mistake. */
export class WrongCondition extends Error {
  override readonly name = 'WrongCondition'
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Throws WrongCondition. */
export function parseCondition(text: string): Condition {
  const tokens = tokensOf(text)
  const condition = either(tokens)
  const rest = tokens.peek()
  if (rest.kind !== 'end') throw new WrongCondition(`'${rest.text}' is not allowed here`, rest.at)
  return condition
}

/** Throws UnknownReference, NotYetKnown, or WrongCondition if it compares values of different types. */
export function holds(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.sides.every(side => holds(side, scope))
    case 'or':
      return condition.sides.some(side => holds(side, scope))
    case 'not':
      return !holds(condition.side, scope)
    case 'equal':
      return areEqual(takeValue(condition.left, scope), takeValue(condition.right, scope))
    case 'unequal':
      return !areEqual(takeValue(condition.left, scope), takeValue(condition.right, scope))
    case 'in': {
      const left = takeValue(condition.left, scope)
      const list = takeValue(condition.right, scope)
      if (!Array.isArray(list)) throw new WrongCondition(`in needs a list; this is ${kindOf(list)}`, 0)
      return list.some((item: Value) => areEqual(left, item))
    }
    case 'true': {
      const value = takeValue(condition.operand, scope)
      if (typeof value !== 'boolean')
        throw new WrongCondition(`a condition must be true or false; this is ${kindOf(value)}`, 0)
      return value
    }
  }
}

/** Paths of all references. */
export function pathsIn(condition: Condition): string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.sides.flatMap(pathsIn)
    case 'not':
      return pathsIn(condition.side)
    case 'true':
      return pathOf(condition.operand)
    default:
      return [...pathOf(condition.left), ...pathOf(condition.right)]
  }
}

function pathOf(operand: Operand): string[] {
  return operand.kind === 'reference' ? [operand.path] : []
}

function takeValue(operand: Operand, scope: Scope): Value {
  return operand.kind === 'constant' ? operand.value : lookUp(operand.path, scope)
}

/** `3` is not `'3'`. If somebody wrote one and meant the other, a condition that is never true would tell nobody. */
function areEqual(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item: Value, at) => areEqual(item, right[at] ?? null))
  if (left === null || right === null || typeof left === typeof right) return left === right
  throw new WrongCondition(
    `${kindOf(left)} cannot be compared with ${kindOf(right)}: 3 is a number, '3' is text`,
    0,
  )
}

interface Token {
  readonly kind: 'reference' | 'text' | 'number' | 'word' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

interface Tokens {
  peek(): Token
  take(): Token
}

const token =
  /\s*(?:(?<reference>\$\{[^}]*\})|(?<text>'[^']*'|"[^"]*")|(?<number>-?\d+(?:\.\d+)?(?![\w.]))|(?<word>\w+)|(?<sign>==|!=|[[\],])|(?<end>$))/y

function tokensOf(text: string): Tokens {
  const found: Token[] = []
  token.lastIndex = 0
  for (let at = 0; ; at = token.lastIndex) {
    const match = token.exec(text)
    const [kind, word] = Object.entries(match?.groups ?? {}).find(([, value]) => value !== undefined) ?? []
    if (match === null || kind === undefined || word === undefined) {
      const start = at + text.slice(at).search(/\S/)
      throw new WrongCondition(`'${text.slice(start, start + 12)}' cannot be part of a condition`, start)
    }
    found.push({ kind: kind as Token['kind'], text: word, at: token.lastIndex - word.length })
    if (kind === 'end') break
  }
  let next = 0
  const last = found[found.length - 1] as Token
  return { peek: () => found[next] ?? last, take: () => found[next++] ?? last }
}

function either(tokens: Tokens): Condition {
  return chain('or', tokens, () => chain('and', tokens, () => negated(tokens)))
}

function chain(kind: 'and' | 'or', tokens: Tokens, part: () => Condition): Condition {
  const first = part()
  const sides = [first]
  while (tokens.peek().text === kind && tokens.peek().kind === 'word') {
    tokens.take()
    sides.push(part())
  }
  return sides.length === 1 ? first : { kind, sides }
}

function negated(tokens: Tokens): Condition {
  if (!isWord(tokens.peek(), 'not')) return comparison(tokens)
  tokens.take()
  return { kind: 'not', side: negated(tokens) }
}

function comparison(tokens: Tokens): Condition {
  const left = operand(tokens)
  const sign = tokens.peek()
  if (sign.text === '==' || sign.text === '!=') {
    tokens.take()
    return { kind: sign.text === '==' ? 'equal' : 'unequal', left, right: operand(tokens) }
  }
  if (isWord(sign, 'in')) {
    tokens.take()
    return { kind: 'in', left, right: operand(tokens) }
  }
  if (isWord(sign, 'not')) {
    tokens.take()
    if (!isWord(tokens.peek(), 'in'))
      throw new WrongCondition('not must be followed by in here', tokens.peek().at)
    tokens.take()
    return { kind: 'not', side: { kind: 'in', left, right: operand(tokens) } }
  }
  return { kind: 'true', operand: left }
}

const constants: Readonly<Record<string, Value>> = { true: true, false: false, null: null }

function operand(tokens: Tokens): Operand {
  const next = tokens.take()
  switch (next.kind) {
    case 'reference':
      return { kind: 'reference', path: next.text.slice(2, -1) }
    case 'text':
      // In quotes it would be compared as it is written.
      if (next.text.includes('${')) throw new WrongCondition('write a reference without quotes', next.at)
      return { kind: 'constant', value: next.text.slice(1, -1) }
    case 'number':
      return { kind: 'constant', value: Number(next.text) }
    case 'end':
      throw new WrongCondition('the condition ends too early', next.at)
    case 'word': {
      const value = Object.hasOwn(constants, next.text) ? constants[next.text] : undefined
      if (value !== undefined) return { kind: 'constant', value }
      throw new WrongCondition(
        `'${next.text}' is not a value: write text in quotes ('${next.text}') and a reference as \${…}`,
        next.at,
      )
    }
    case 'sign':
      if (next.text === '[') return { kind: 'constant', value: list(tokens) }
      throw new WrongCondition(`'${next.text}' is not allowed here`, next.at)
  }
}

/** A list of constants. */
function list(tokens: Tokens): Value[] {
  const items: Value[] = []
  while (tokens.peek().text !== ']') {
    const { at } = tokens.peek()
    const item = operand(tokens)
    if (item.kind === 'reference') throw new WrongCondition('a list may hold only constants', at)
    items.push(item.value)
    if (tokens.peek().text === ',') tokens.take()
    else if (tokens.peek().text !== ']')
      throw new WrongCondition("expected ',' or ']' in the list", tokens.peek().at)
  }
  tokens.take()
  return items
}

function isWord(next: Token, word: string): boolean {
  return next.kind === 'word' && next.text === word
}
