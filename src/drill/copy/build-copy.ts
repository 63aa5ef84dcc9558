import { outputFile } from 'fs-extra/esm'
import type { LookJson } from '../../contract/schemas/look.js'
import { putOnPath } from '../set-up.js'
import { bashPromptFile, bashPromptText } from '../shell.js'
import { startSvscan } from '../stage/supervision.js'
import { launcherOf, layLinks, layOut, takeLinksOut } from './lay-out.js'
import type { CopyBuilt, CopyOrder } from './order.js'
import { servicesOf } from './services.js'
import { settle } from './settle.js'
import { after, before, sicknessesIn } from './sick/index.js'

/** The second stage: runs inside the namespaces, and builds the copy of a system there. */
export async function buildCopy(order: CopyOrder, self: readonly string[]): Promise<CopyBuilt> {
  // The operator's umask must not change the modes of the copy's files.
  process.umask(0o022)
  const { look } = order
  layOut(order)
  await putOnPath(self)
  await outputFile(bashPromptFile, bashPromptText)
  const { planned, missing } = sicknessesIn(look)
  for (const each of planned) await before(each)
  layLinks(look, new Set(planned.flatMap(each => (each.linkedLate ? nameOf(each) : []))))
  if (isSupervised(look)) {
    await startSvscan({ program: launcherOf(look) })
    await settle(look, new Set(planned.flatMap(each => (each.neverReady ? nameOf(each) : []))))
    takeLinksOut(look)
  }
  for (const each of planned) await after(each, look)
  return { services: servicesOf(look).length, missing }
}

/** Also where svscan has died, and left them behind. */
function isSupervised(look: LookJson): boolean {
  return look.svscan !== null || servicesOf(look).some(({ directory }) => directory.state !== 'unsupervised')
}

function nameOf({ target }: { readonly target: { readonly name: string } | null }): string[] {
  return target === null ? [] : [target.name]
}
