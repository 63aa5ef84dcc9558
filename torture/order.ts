import { type Call, isMutating } from './strace-log.js'

/**
 * What the calls of a reset's main thread say against the order that state.md promises: the manifest is on the disk
 * before the first link goes, and each intent before its operations. Empty where it was kept.
 */
export function orderProblems(calls: readonly Call[], svscanDirectory = '/etc/service'): string[] {
  const own = calls.filter(isMutating)
  const firstUnlink = own.findIndex(call => isLinkRemoval(call, svscanDirectory))
  if (firstUnlink === -1) return ['no link was removed: this log proves nothing']
  const before = own.slice(0, firstUnlink)
  return [
    ...['manifest.yaml', 'restore.sh'].flatMap(file => durabilityProblems(before, file)),
    ...intentProblems(own, svscanDirectory),
  ]
}

function isLinkRemoval({ name, text }: Call, svscanDirectory: string): boolean {
  return /^unlink/.test(name) && isInside(text, svscanDirectory) && !isOwnScratch(text)
}

/** By its name, or from the descriptor that a run holds of it. */
function isInside(text: string, svscanDirectory: string): boolean {
  return text.includes(`"${svscanDirectory}/`) || /"\/proc\/self\/fd\/\d+\//.test(text)
}

function isOwnScratch(text: string): boolean {
  return /\/\.svreset-[^/"]*"/.test(text)
}

/** Written, fsynced, renamed, and the directory fsynced: in this order, before the first link goes. */
function durabilityProblems(before: readonly Call[], file: string): string[] {
  const steps: readonly [string, (call: Call) => boolean][] = [
    ['written', ({ name, text }) => /^p?write/.test(name) && text.includes(`/${file}.`)],
    ['fsynced', ({ name, text }) => name === 'fsync' && text.includes(`/${file}.`)],
    ['renamed', ({ name, text }) => /^rename/.test(name) && text.includes(`/${file}"`)],
    ['in a directory that is fsynced', ({ name, text }) => name === 'fsync' && /\/runs\/[^/>]+>/.test(text)],
  ]
  let from = 0
  for (const [what, is] of steps) {
    const found = before.findIndex((call, index) => index >= from && is(call))
    if (found === -1) return [`${file} is not ${what} in its turn before the first link goes`]
    from = found + 1
  }
  const after = before
    .slice(from)
    .find(({ name, text }) => /^p?write/.test(name) && text.includes(`/${file}.`))
  return after === undefined ? [] : [`${file} is written to after all`]
}

/** Each operation comes after an intent of its step, and after that intent was synced. */
function intentProblems(own: readonly Call[], svscanDirectory: string): string[] {
  const problems: string[] = []
  let record = ''
  let synced = true
  for (const call of own) {
    if (!isJournal(call)) {
      if (record !== '' && isAct(call, svscanDirectory)) problems.push(...actProblems(call, record, synced))
    } else if (call.name === 'fdatasync') synced = true
    else if (call.name === 'write') {
      if (!synced) problems.push(`the record ${record} is followed by another before it is synced`)
      record = /\\"event\\":\\"(\w+)/.exec(call.text)?.[1] ?? ''
      synced = false
    }
  }
  return problems
}

function actProblems({ name }: Call, record: string, synced: boolean): string[] {
  // Behind the last record only the line for the log of the machine is still to come.
  const isLastWord = record === 'ended' && /^(clone|v?fork)/.test(name)
  const announced = record === 'intent' || record === 'command' || isLastWord
  return [
    ...(synced ? [] : [`${name} is done before the record ${record} is synced`]),
    ...(announced ? [] : [`${name} is done after the record ${record}, and no intent announces it`]),
  ]
}

function isJournal({ text }: Call): boolean {
  return text.includes('/journal.jsonl>')
}

function isAct({ name, text }: Call, svscanDirectory: string): boolean {
  if (/^(kill|tgkill|clone|v?fork)/.test(name)) return true
  return (
    /^(unlink|symlink|link|open)/.test(name) &&
    (text.includes(`"${svscanDirectory}/`) || text.includes('"/proc/'))
  )
}
