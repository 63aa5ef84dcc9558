/** One message of readproctitle's title, and how often it stands there. */
export interface TitleMessage {
  readonly text: string
  readonly count: number
  /** Its beginning has left the title at the left. */
  readonly cut: boolean
  /** The program that says so: one of daemontools, or whatever else writes there. */
  readonly program: 'svscan' | 'supervise' | 'multilog' | 'other'
  /** The name of the service that it is about, as svscan calls it; null where it names none. */
  readonly service: string | null
}

/**
 * Splits the title into its messages, in the order of their first appearance. readproctitle moves text in
 * from the right and pushes dots out at the left, newlines and all (readproctitle.c); it is ps that shows a
 * newline as `?`. So `?` only separates where a title came through ps.
 */
export function splitTitle(title: string): TitleMessage[] {
  // Three dots stay in front for good: more of them is room that has not been used yet.
  const full = !title.startsWith('....')
  const text = title.replace(/^\.+/, '')
  const split = text.includes('\n') ? text.split('\n') : joinBroken(text.split('?'))
  const pieces = split.map(piece => piece.trim()).filter(piece => piece !== '')
  const counts = new Map<string, number>()
  const cut = full ? pieces.shift() : undefined
  for (const piece of pieces) counts.set(piece, (counts.get(piece) ?? 0) + 1)
  const messages = [...counts].map(([text, count]) => describe(text, count, false))
  if (cut === undefined || cut === '') return messages
  // What is left of a message that stands there in full too says nothing new.
  if (messages.some(({ text }) => text.endsWith(cut))) return messages
  return [describe(cut, 1, true), ...messages]
}

const ours = /^(svscan|supervise|multilog): (?:fatal|warning|usage)?/

/** A message of daemontools ends with a colon and a reason; one that does not goes on behind the `?`. */
function joinBroken(pieces: readonly string[]): string[] {
  const joined: string[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const open = last !== undefined && ours.test(last) && !/^\w+: \w+: .*: [a-z]/.test(last) && !isWhole(last)
    if (open && piece !== '' && !ours.test(piece)) joined[joined.length - 1] = `${last}?${piece}`
    else joined.push(piece)
  }
  return joined
}

function isWhole(message: string): boolean {
  return /pausing$|too many services|usage:/.test(message)
}

function describe(text: string, count: number, cut: boolean): TitleMessage {
  const program = ours.exec(text)?.[1] as TitleMessage['program'] | undefined
  const known = program ?? (cut && /(?:supervise\/\w|\/run: )/.test(text) ? 'supervise' : 'other')
  return {
    text,
    count,
    cut,
    program: known,
    service: known === 'other' || known === 'multilog' ? null : serviceOf(text, cut),
  }
}

const about =
  /unable to (?:start|open|write|rename|acquire|read|stat|chdir to|create pipe for|fork for|start supervise) (.+?)(?:\/(?:run|down|log|supervise(?:\/[\w.]+)?))?(?:, sleeping \d+ seconds)?: /

function serviceOf(text: string, cut: boolean): string | null {
  if (cut) return null
  const name = about.exec(text)?.[1]
  // Every log is called `log` there; whose it is, it does not say. daemontools-encore names a file as `supervise/lock`.
  return name === undefined || name === 'log' || /^\.|\//.test(name) ? null : name
}
