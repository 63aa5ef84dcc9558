import type { Operation, OperationKind } from '../../contract/operation.js'
import type { ProcessId } from '../../system/process.js'
import { addDown, removeDown } from './down-files.js'
import type { LinkUse, OperationFacts } from './facts.js'
import { link, unlink, writeManifest } from './links.js'
import { control, signal } from './messages.js'
import { clearTitle, drain, endLine, hold, release, saveUnreadLines } from './pipes.js'
import { attach, command, start } from './programs.js'
import { setAside } from './stray-files.js'
import { awaitScan, limit } from './svscan.js'

/** Everything that is known about an operation. All of svreset asks here. */
export function factsOf({ kind }: Operation): OperationFacts<OperationKind> {
  const facts = operationTable[kind] as OperationFacts<OperationKind> | undefined
  return facts ?? ofLaterVersion
}

/** `resume` may read a journal of a later version. If a kind is not known here, the worst is assumed. */
const ofLaterVersion: OperationFacts<OperationKind> = {
  describe: ({ kind }) => kind,
  lines: ({ kind }) => [kind],
  undo: () => 'lasting',
  movesProcesses: true,
  links: null,
  interrupts: null,
  predicts: null,
}

const undoBy: OperationFacts<'undo-by'> = {
  describe: ({ operations }) => `to undo: ${operations.map(describeOperation).join('; ')}`,
  lines: ({ operations }) =>
    operations.length === 0
      ? []
      : ['# to undo it:', ...operationLines(operations).map(line => `#   ${line}`)],
  undo: ({ operations }) => operations,
  movesProcesses: false,
  links: null,
  interrupts: null,
  predicts: null,
}

/** A kind that is missing here does not compile. */
const operationTable: { readonly [K in OperationKind]: OperationFacts<K> } = {
  'write-manifest': writeManifest,
  unlink,
  link,
  command,
  signal,
  control,
  hold,
  release,
  'add-down': addDown,
  'remove-down': removeDown,
  'set-aside': setAside,
  'undo-by': undoBy,
  start,
  attach,
  'await-scan': awaitScan,
  drain,
  'end-line': endLine,
  'save-unread-lines': saveUnreadLines,
  'clear-title': clearTitle,
  limit,
}

export function describeOperation(operation: Operation): string {
  return factsOf(operation).describe(operation)
}

/** The process whose end is all that it is for; null: it is for something else. */
export function endOf(operation: Operation): ProcessId | null {
  return factsOf(operation).ends?.(operation) ?? null
}

/** One line for each operation of a step, as a person would type it. */
export function operationLines(operations: readonly Operation[]): string[] {
  return operations.flatMap(operation => factsOf(operation).lines(operation))
}

/** Every link that it records, removes or makes. */
export function linkUses(operation: Operation): readonly LinkUse[] {
  return factsOf(operation).links?.(operation) ?? []
}

/** Every link that it removes or makes. */
export function linkChanges(operation: Operation): readonly LinkUse[] {
  return linkUses(operation).filter(({ does }) => does !== 'note')
}

export function linksBy(does: LinkUse['does'], operation: Operation): LinkUse['link'][] {
  return linkUses(operation).flatMap(use => (use.does === does ? [use.link] : []))
}
