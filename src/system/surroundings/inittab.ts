import type { FileId } from '../process.js'
import { readRegularFile } from '../read.js'
import type { InittabLine } from '../surroundings.js'
import { readLogLines } from './log-lines.js'
import { serves } from './serves.js'

/** The lines of /etc/inittab, inittab(5), that make init start svscan again whenever it ends. */
export function readInittab(directory: FileId): InittabLine[] {
  const read = readRegularFile('/etc/inittab', 65_536)
  if (read.kind !== 'read') return []
  return decodeInittab(Buffer.from(read.bytes).toString('latin1')).map(line => ({
    ...line,
    serves: serves(line.process, directory),
    blocked: blockedNow(line.id),
  }))
}

/** `SV:123456:respawn:/usr/bin/svscanboot` */
export function decodeInittab(text: string): Pick<InittabLine, 'id' | 'process'>[] {
  return text.split('\n').flatMap(line => {
    const [, id, process] = /^([^#:]*):[^:]*:respawn:(.*svscan.*)$/.exec(line) ?? []
    return id === undefined || process === undefined ? [] : [{ id, process }]
  })
}

/** If init has started a line ten times within two minutes, it leaves the line alone for five, init(8). */
const blockLasts = 5 * 60_000

function blockedNow(id: string): string | null {
  const blocks = `Id "${id}" respawning too fast: disabled`
  const last = readLogLines(initLogs, text => text.includes(blocks) || text.includes(unblocks)).at(-1)
  return last?.text.includes(blocks) && Date.now() - last.time <= blockLasts ? last.text : null
}

/** What init logs after `telinit q`. Then it starts every line again that it had left alone. */
const unblocks = 'Re-reading inittab'

/** The files in which syslog daemons keep the messages of init. */
export const initLogs = ['/var/log/syslog', '/var/log/messages', '/var/log/daemon.log']
