import { livingSupervises } from '../../actions/tracked.js'
import type { RunContext } from '../../contract/context.js'
import type { BlastRadius, Plan } from '../../contract/plan.js'
import type { Refusal } from '../../contract/restart.js'
import { partsOfService } from '../../diagnosis/service-part.js'
import { ExitCode, UserError } from '../../errors.js'
import { endedSupervises } from '../../runbook/plan/blast-radius.js'
import { stopsThings } from '../../runbook/plan/plan.js'
import { findFailedForks } from '../../system/details/failed-forks.js'
import { areOthersHidden } from '../../system/hidden-processes.js'
import { innerTrees } from '../../system/inner-trees.js'
import type { Process } from '../../system/process.js'
import { ownAncestors, serviceName } from '../../system/processes.js'
import { strayFiles } from '../../system/supervise-file.js'
import { svscanInstead, takesNoOrders } from '../../system/supervise-state.js'
import type { Entry, Supervise, System } from '../../system/system.js'
import { count, listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import { refuseForeignAmongOurs } from './foreign-among-ours.js'
import { refuseInnerTree } from './refuse-inner-tree.js'

type Rule = (context: RunContext, plan: Plan) => Refusal | null

/** What makes a run unsafe before it begins. The first refusal in this order is shown. */
const rules: readonly Rule[] = [
  function mayNotAct({ initial }) {
    const { uid } = initial.self
    const owner = initial.svscans[0]?.process.uid ?? initial.svscanDirectory.uid
    if (uid === 0 || uid === owner) return null
    return {
      message: `unable to work on ${initial.svscanDirectory.path}: not permitted`,
      reason: `its svscan belongs to uid ${owner}, and you are uid ${uid}`,
      next: 'run svreset as root, or as the user of that svscan',
    }
  },
  function onlyAnImpostor({ initial: { svscans, impostors, svscanDirectory } }) {
    const svscan = impostors.find(({ as, why }) => as === 'svscan' && why.kind === 'changeable')
    if (svscans.length > 0 || svscan?.why.kind !== 'changeable') return null
    const { path, who } = svscan.why
    return {
      message: `unable to work on ${svscanDirectory.path}: svscan there is not trusted`,
      reason: `${who} can change the program of svscan, pid ${svscan.process.pid} (${path}); a second svscan beside it would be worse than none`,
      next: `if it is the right svscan: chown root ${path}; chmod go-w ${path}; otherwise end it; then run the command again`,
    }
  },
  function superviseElsewhere({ initial: { impostors, svscanDirectory } }, plan) {
    const found = impostors.find(
      ({ process, as, why }) =>
        as === 'supervise' && (why.kind === 'elsewhere' || why.kind === 'changeable') && hasControl(process),
    )
    if (found === undefined || !stopsThings(plan)) return null
    return {
      message: `unable to work on ${svscanDirectory.path}: the supervise of ${found.service} is not trusted`,
      reason: `the supervise in its directory, pid ${found.process.pid}, ${
        found.why.kind === 'elsewhere'
          ? 'runs in another root or namespace'
          : 'runs a program that others can change'
      }; svc, which svscanboot runs too, would end it`,
      next: 'svreset check shows more; remove the link, or end that supervise yourself; then run the command again',
    }
  },
  /** A svscan that cannot be seen may run there all the same: a second one would fight with it. */
  function othersAreHidden({ initial }, plan) {
    if (!stopsThings(plan) || initial.svscans.length > 0 || !areOthersHidden(initial)) return null
    return {
      message: `unable to work on ${initial.svscanDirectory.path}: the processes of others are hidden`,
      reason: '/proc is mounted with hidepid, so nobody but root can tell whether a svscan runs there',
      next: 'run the command as root; nothing was touched',
    }
  },
  /** svscan, and Debian's svscanboot before it, look into every linked directory when they start: they would hang there. */
  function svscanWouldHang({ initial }, plan) {
    const silent = initial.entries.filter(doesNotAnswer)
    const starts = plan.steps.some(({ operations }) =>
      operations.some(({ kind }) => kind === 'attach' || kind === 'start'),
    )
    const [first] = silent
    if (first === undefined || !(plan.restarts || starts)) return null
    const path = quote(`${initial.svscanDirectory.path}/${first.name}`)
    return {
      message: `unable to start svscan: it would hang at ${listed(silent.map(({ name }) => quote(name)))}`,
      reason: `${path}: ${first.problem ?? first.directory?.logProblem}`,
      next: `make its file system answer again, or rm ${path}; nothing was touched`,
    }
  },
  function cannotBeRestarted({ restart }, plan) {
    return plan.restarts ? restart.refusal : null
  },
  function sittingOnTheBranch(context, plan) {
    if (!stopsThings(plan)) return null
    const above = ownAncestors(context.initial)
    const branch = endedBy(plan, context).find(({ process }) => above.has(process.pid))
    if (branch === undefined) return null
    return {
      message: 'unable to stop a service: this session runs below it',
      reason: `svreset runs below supervise ${serviceName(branch)}, pid ${branch.process.pid}`,
      next: elsewhere,
    }
  },
  function deafSupervise({ initial }, plan) {
    if (!plan.restarts) return null
    const deaf = findFailedForks(initial)
    const names = initial.supervises.filter(({ process }) => deaf.has(process.pid)).map(serviceName)
    if (names.length === 0) return null
    return {
      message: `unable to stop ${listed(names)}: supervise sleeps and does not read orders`,
      reason:
        'it could not fork and waits for a minute before it tries again; services that are stopped now might not start again either',
      next: 'svreset check names the limit; raise it, wait a minute, then run the command again',
    }
  },
  function withoutControl(context, plan) {
    const obeysNobody = endedBy(plan, context).find(({ process }) => takesNoOrders(process))
    if (obeysNobody === undefined) return null
    const { pid } = obeysNobody.process
    return {
      message: `unable to stop ${serviceName(obeysNobody)}: its supervise takes no orders`,
      reason: `supervise, pid ${pid}, has no control FIFO open: another file stood in its place when it started`,
      next: 'svreset check says how to cure that; then run the command again; nothing was touched',
    }
  },
  /** svscanboot tells all services to exit before it starts svscan: svc would write that into the file. */
  function somethingElseStandsThere({ initial }, plan) {
    if (!plan.restarts || !stopsThings(plan)) return null
    const stray = initial.services
      .flatMap(partsOfService)
      .flatMap(({ directory }) => strayFiles(directory).map(file => `${directory.path}/supervise/${file}`))
    const [first] = stray
    if (first === undefined) return null
    return {
      message: `unable to restart svscan: a new supervise would not work with what is at ${listed(stray.map(quote))}`,
      reason: `a file of another type stands at ${quote(first)}: supervise would open it for its own, and svc would write into it`,
      next: 'svreset check says how to cure that; then run the command again; nothing was touched',
    }
  },
  function sharedWithAnotherSvscan({ initial }, plan) {
    const [shared] = plan.restarts ? sharedServices(initial) : []
    if (shared === undefined) return null
    const { name, svscan } = shared
    const there = svscan.workingDirectory?.path ?? ''
    return {
      message: `unable to stop ${name}: another svscan keeps it running`,
      reason: `svscan, pid ${svscan.pid}, of ${there} has a link to it too`,
      next: `remove the link from ${initial.svscanDirectory.path} or from ${there}, then run the command again`,
    }
  },
  function foreignAmongOurs(context, plan) {
    return refuseForeignAmongOurs(context.initial, plan, endedBy(plan, context), context.restart)
  },
  function treeInTree(context, plan) {
    const inner = innerTrees(endedBy(plan, context), context.initial)[0]
    return inner === undefined ? null : refuseInnerTree(inner)
  },
  function insideTheUnit({ initial, restart }, plan) {
    const unit = initial.surroundings?.systemd.find(({ name }) => name === restart.target)
    if (!plan.restarts || unit === undefined || !unit.members.includes(initial.self.pid)) return null
    return {
      message: `unable to restart ${unit.name}: this session runs in its cgroup`,
      reason: 'systemd would end everything in the cgroup, also svreset in the middle of the run',
      next: elsewhere,
    }
  },
]

/** Services that run below the svscan of another directory. */
function sharedServices({ services }: System): { readonly name: string; readonly svscan: Process }[] {
  return services.flatMap(({ name, supervises, logSupervises }) => {
    const svscan = svscanInstead(supervises) ?? svscanInstead(logSupervises)
    return svscan === null ? [] : [{ name, svscan }]
  })
}

/** svc reaches a process that holds the FIFO. */
function hasControl({ held }: Process): boolean {
  return (held?.control ?? null) !== null
}

/** A reset ends every supervise, a repair only some of them. */
function endedBy(plan: Plan, context: RunContext): readonly Supervise[] {
  if (plan.restarts) return livingSupervises(context.initial, context)
  return endedSupervises(plan.steps, context.initial)
}

function doesNotAnswer({ problem, directory }: Entry): boolean {
  return /\(ETIMEDOUT\)/.test(`${problem} ${directory?.logProblem}`)
}

/** A place outside of everything that the run stops. */
const elsewhere = 'run the command again with --detach --yes, or log in on the console and run it there'

/** Throws a UserError with exit code 3 if the run would be unsafe. Nothing was touched. */
export function refuseIfUnsafe(context: RunContext, plan: Plan): void {
  for (const rule of rules) {
    const refusal = rule(context, plan)
    if (refusal !== null) throw new UserError(ExitCode.refused, refusal.message, refusal)
  }
}

/** The operator has limited how many services may be interrupted. A plan with more is refused before anything is touched. */
export function refuseIfTooMany({ interrupted }: BlastRadius, most: number | null): void {
  if (most === null || interrupted.length <= most) return
  const names = interrupted.map(({ service }) => service)
  throw new UserError(
    ExitCode.refused,
    `unable to continue: the plan interrupts ${count(names.length, 'service')}`,
    {
      reason: `--max-interrupt allows ${most}; the plan interrupts ${listed(names)}`,
      next: 'svreset repair SERVICE repairs one service; svreset repair --dry-run shows the plan',
    },
  )
}
