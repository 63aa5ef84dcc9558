import type { Evidence } from '../contract/finding.js'
import type { LogObstacle } from '../system/details.js'
import { quote } from '../text/quote.js'

/** Users as numbers: which names they have is nobody's business here. */
export function evidenceOf({ path, owner, user }: LogObstacle): Evidence {
  return { cannotWriteTo: path, itsOwner: owner, logRunsAs: user }
}

export function commandFor({ directory, user }: LogObstacle): string {
  return `chown -R ${user} ${quote(directory)}`
}

export function whyNot({ path, owner, user }: LogObstacle): string {
  return `runs as user ${user} and may not write to ${quote(path)}, which belongs to user ${owner}`
}
