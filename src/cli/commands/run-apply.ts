import { posix } from 'node:path'
import type { CommandContext } from '../../contract/command-context.js'
import type { SavedPlan } from '../../contract/saved-plan.js'
import { refuseChangedPlan } from '../../engine/saved-plan/plan-changes.js'
import { readPlan } from '../../engine/saved-plan/read-plan.js'
import { findResumable } from '../../journal/find-resumable.js'
import { readManifest } from '../../journal/read-manifest.js'
import { parameterText } from '../../runbook/language/parameters.js'
import { trustedUids } from '../../system/trusted-uids.js'
import type { ActingOptions } from './acting-options.js'
import { runRunbook } from './run-runbook.js'

/** Makes the plan again with the options that were given when it was saved. The two plans must be equal. */
export async function applyPlan(
  named: string,
  options: ActingOptions,
  context: CommandContext,
): Promise<number> {
  const file = posix.resolve(named)
  const trusted = trustedUids(options.trustOwner)
  const plan = readPlan(file, trusted)
  const asked = { ...askedFor(plan, options), expected: { file, plan } }
  const { command, runbook } = plan
  const taken = { expectedDigest: null, force: false }
  switch (command.name) {
    case 'run':
      return runRunbook(runbook.file, asked, context)
    case 'restore': {
      const earlier = readManifest(command.manifest, trusted)
      return runRunbook(runbook.file, asked, context, { ...taken, earlier })
    }
    case 'resume': {
      const { run, manifest, force } = command
      const stateDir = posix.dirname(posix.dirname(posix.dirname(manifest)))
      const resumable = findResumable({ ...asked, stateDir, run }, context.environment)
      if (resumable === null) throw refuseChangedPlan(file, [`run ${run} was finished since`])
      return runRunbook(runbook.file, asked, context, { ...taken, force, earlier: resumable.earlier })
    }
    case 'repair': {
      const { repair } = await import('./run-repair.js')
      const { services, maxInterrupt } = command
      return repair(services ?? [], { ...asked, ...(maxInterrupt === null ? {} : { maxInterrupt }) }, context)
    }
  }
}

/** Options that are given in addition do not replace the saved ones silently: the comparison of the plans shows them. */
function askedFor(
  { parameters, restartMethod, serviceDirectory }: SavedPlan,
  options: ActingOptions,
): ActingOptions {
  const param = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, parameterText(value)]),
  )
  return {
    ...options,
    ...(restartMethod === null || options.restartMethod !== undefined ? {} : { restartMethod }),
    serviceDir: options.serviceDir ?? serviceDirectory.path,
    param: { ...param, ...options.param },
  }
}
