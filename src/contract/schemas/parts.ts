import { z } from 'zod'

/** The type of a schema's values for the code that makes one: read-only, because nobody changes it afterwards. */
export type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T

/** A text, and beside it its bytes in base64 if it is not UTF-8. */
export type Named<K extends string> = { readonly [key in K]: string } & {
  readonly [key in `${K}Bytes`]?: string
}

export const text = z.string()
export const pid = z.int().min(0)
export const processId = {
  pid: z.int().min(1),
  startTime: z
    .int()
    .min(0)
    .describe('In clock ticks since the machine was started. With the pid it identifies the process.'),
}
export const time = z.iso.datetime().describe('UTC, to the millisecond.')
/** Beside a name that is not UTF-8. */
export const bytes = z.exactOptional(z.base64().describe('The bytes of the name, if it is not UTF-8.'))
export const verdict = z.enum(['happy', 'warning', 'unknown', 'sick'])
export const severity = z.enum(['critical', 'warning', 'unknown'])
export const linksState = z.enum(['in-place', 'removed', 'partly-restored']).describe('Where the links are.')
export const runStatus = z.enum(['done', 'failed', 'stopped', 'refused'])
export const milliseconds = z.number().min(0)

/** For the checks of a file that a person has written. */
export function mustBe(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? 'is missing' : `must be ${what}`,
  }
}
