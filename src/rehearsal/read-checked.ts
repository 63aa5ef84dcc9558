import { z } from 'zod'
import { ExitCode, UserError } from '../errors.js'
import { readWholeFile } from '../system/read.js'
import { quote } from '../text/quote.js'

/** The look at 10,000 services with logs takes 10 MiB. */
const sizeLimit = 32 * 1024 * 1024

/** A file of JSON that may come from anybody: all of it is checked, and nothing else is used. Throws a UserError (exit 2). */
export function readChecked<T>(kind: string, file: string, schema: z.ZodType<T>, next: string): T {
  const refuse = (reason: string) =>
    new UserError(ExitCode.usage, `unable to use ${kind} ${quote(file)}`, { reason, next })
  const read = readWholeFile(file, sizeLimit)
  if (read.kind !== 'read') throw refuse(read.kind === 'missing' ? 'no such file' : read.reason)
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(read.bytes).toString('utf8'))
  } catch {
    throw refuse('it is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuse(`${where(issue?.path ?? [])}${issue?.message ?? `it is no ${kind}`}`)
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${z.core.toDotPath(path as (string | number)[])}: `
}
