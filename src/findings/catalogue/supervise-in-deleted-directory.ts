import { supervisorName } from '../../diagnosis/relatives.js'
import { symptom } from '../../diagnosis/rule.js'
import { superviseName } from '../../diagnosis/service-part.js'
import { isUp } from '../../system/supervise-state.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { successorOf, supervisesOf } from '../facts.js'
import { retire } from '../hand-over.js'
import { type Case, cure, person, type Remedy } from '../remedy.js'

export const superviseInDeletedDirectory = defineFinding({
  id: 'supervise-in-deleted-directory',
  severity: 'critical',
  title: 'a supervise in a deleted directory',
  meaning:
    'The service directory was removed while its supervise ran, usually by a deployment that puts a fresh copy in its place. This supervise cannot be reached by svc any more, and what it runs holds the port and the lock that the new copy needs.',
  *find({ system }) {
    for (const supervise of system.supervises) {
      if (supervise.directory?.deleted !== true) continue
      yield symptom(
        supervise.service,
        [supervise.process.pid],
        `the ${supervisorName(supervise.process)} for ${quote(superviseName(supervise))} runs in a directory that was deleted`,
        { cwd: `${supervise.directory.path} (deleted)` },
      )
    }
  },
  remedy: remedyForSuperviseInDeletedDirectory,
  bySvreset:
    'ends the old supervise through its own control descriptor, its log when it has read every line; it leaves both alone where nothing has taken their place',
  byHand: 'stop what it runs, then end this supervise by its pid',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: true,
})

export function remedyForSuperviseInDeletedDirectory({ finding, system }: Case): Remedy {
  const old = supervisesOf(finding, system)
  const precious = old.find(supervise => isUp(supervise) && successorOf(supervise, system) === null)
  if (precious !== undefined) {
    const path = precious.directory?.path ?? ''
    return person(
      `${quote(path)} is gone and what it runs keeps running: ended, it could not be started again. Make the directory again, then svreset repair`,
    )
  }
  return cure('end it through its own control descriptor', retire(old, system))
}
