import { z } from 'zod'
import { type LookJson, lookSchema } from '../contract/schemas/look.js'
import { ExitCode, UserError } from '../errors.js'
import { readWholeFile } from '../system/read.js'
import { quote } from '../text/quote.js'

/** The look at 10,000 services with logs takes 10 MiB. */
const sizeLimit = 32 * 1024 * 1024

/** A saved look may come from anybody: everything in it is checked, and nothing else is used. Throws a UserError (exit 2). */
export function readLook(file: string): LookJson {
  const read = readWholeFile(file, sizeLimit)
  if (read.kind !== 'read') throw refuse(file, read.kind === 'missing' ? 'no such file' : read.reason)
  const parsed = lookSchema.safeParse(parse(file, Buffer.from(read.bytes).toString('utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuse(file, `${where(issue?.path ?? [])}${issue?.message ?? 'it is no look'}`)
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse(file, 'it is not JSON')
  }
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${z.core.toDotPath(path as (string | number)[])}: `
}

function refuse(file: string, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to use look ${quote(file)}`, {
    reason,
    next: 'name a file that svreset check --save FILE has written',
  })
}
