/** What the letters of svc(8) tell a supervise; null for another program, or for a command that gives no order. */
export function decodeSvc(argv: readonly string[]): SvcCommand | null {
  const [program = '', ...words] = argv
  if (!/(^|\/)svc$/.test(program)) return null
  const first = words.findIndex(word => !word.startsWith('-'))
  const options = first === -1 ? words : words.slice(0, first)
  return {
    orders: decodeOrders(options.join('').replaceAll('-', '')),
    directories: new Set(words.slice(options.length)),
  }
}

export interface SvcCommand {
  readonly orders: Orders
  readonly directories: ReadonlySet<string>
}

/** As supervise reads them from its control pipe, one letter each. */
export function decodeOrders(letters: string): Orders {
  return {
    interrupts: /[dkt]/.test(letters),
    leavesDown: /[dkx]/.test(letters),
    exits: letters.includes('x'),
    onlyKills: letters === 'k',
    kills: letters.includes('k'),
  }
}

export interface Orders {
  /** The service ends: by SIGTERM (d, t) or SIGKILL (k). */
  readonly interrupts: boolean
  /** supervise does not start it again: it is told not to (d), it exits (x), or it was told so before the kill (k). */
  readonly leavesDown: boolean
  /** supervise itself exits when its service has ended. */
  readonly exits: boolean
  readonly onlyKills: boolean
  /** One of the letters is SIGKILL. */
  readonly kills: boolean
}
