import type { Evidence } from '../../contract/finding.js'
import { symptom } from '../../diagnosis/rule.js'
import type { Disbelief } from '../../system/process.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const impostor = defineFinding({
  id: 'impostor',
  severity: 'warning',
  title: 'a process that is not what its name says',
  meaning:
    'A process is called svscan, supervise, readproctitle or svscanboot, and is where that would be. But neither root nor the owner of the svscan directory started it, or somebody else may change its executable, or it has another root directory or other mounts. svreset never counts it, ends it or starts it again.',
  *find({ system }) {
    for (const { process, as, why, service } of system.impostors) {
      const { because, evidence, byHand } = reasons(why)
      yield symptom(
        service,
        [process.pid],
        `a process is called ${as}, but is not taken for it: ${because}`,
        {
          process: process.arguments.join(' ') || process.command,
          cwd: process.workingDirectory?.path ?? null,
          ...evidence,
        },
        { byHand },
      )
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it alone',
  byHand: 'find out who started it, and what for',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

interface Reasons {
  readonly because: string
  readonly evidence: Evidence
  readonly byHand: string
}

function reasons(why: Disbelief): Reasons {
  switch (why.kind) {
    case 'user':
      return {
        because: `user ${why.uid} started it, and neither root nor the owner of the svscan directory`,
        evidence: { uid: why.uid },
        byHand: `ask user ${why.uid} what it is for`,
      }
    case 'set-id':
      return {
        because: `${quote(why.path)} gives its rights to whoever calls it`,
        evidence: { executable: why.path },
        byHand: 'find out who started it',
      }
    case 'elsewhere':
      return {
        because:
          why.root === null
            ? 'it sees other mounts or processes than svreset'
            : `it has another root directory, ${quote(why.root)}`,
        evidence: { root: why.root },
        byHand: 'look at it from there: its paths lead elsewhere',
      }
    case 'changeable':
      return {
        because: `what it runs may be changed by ${why.who}`,
        evidence: { changeable: why.path, by: why.who },
        byHand: `if it is the right one: chown root ${quote(why.path)}; chmod go-w ${quote(why.path)}`,
      }
  }
}
