import { symptom } from '../../diagnosis/rule.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const serviceDirectoryWritable = defineFinding({
  id: 'service-directory-writable',
  severity: 'critical',
  title: 'a directory that others may change',
  meaning:
    'Root starts run, and somebody other than root may change run, its directory or the svscan directory: whoever it is can become root.',
  *find({ system, parts }) {
    // Whoever svscan runs as may write: it is their own.
    const runner = system.svscans[0]?.process.uid ?? 0
    const places: { service: string | null; path: string; owned: Owned }[] = [
      { service: null, path: system.svscanDirectory.path, owned: system.svscanDirectory },
    ]
    for (const { service, directory } of parts) {
      places.push({ service, path: directory.path, owned: directory })
      const { run } = directory
      if (run.kind === 'executable' || run.kind === 'not-executable') {
        places.push({ service, path: `${directory.path}/run`, owned: run })
      }
    }
    for (const { service, path, owned } of places) {
      const who = writers(owned, runner)
      if (who.length === 0) continue
      const root = runner <= 0
      yield symptom(
        service,
        [],
        `${quote(path)} may be changed by ${who.join(' and ')}${root ? ', and root runs what stands there' : ''}`,
        { path, mode: owned.mode.toString(8).padStart(4, '0'), uid: owned.uid, gid: owned.gid },
        { byHand: `chown ${root ? 'root' : runner} ${quote(path)}; chmod go-w ${quote(path)}` },
      )
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'chown root PATH; chmod go-w PATH',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

interface Owned {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** Members of group 0 are root's own. A sticky bit keeps nobody from adding a file. */
function writers({ mode, uid, gid }: Owned, runner: number): string[] {
  const who: string[] = []
  if (uid !== 0 && uid !== runner) who.push(`user ${uid}`)
  if ((mode & 0o020) !== 0 && gid !== 0) who.push(`group ${gid}`)
  if ((mode & 0o002) !== 0) who.push('everybody')
  return who
}
