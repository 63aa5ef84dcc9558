import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colours that can be switched off: each takes a text and gives it back, dressed or not. */
export interface Style {
  readonly colored: boolean
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
}

export function makeStyle(colored: boolean): Style {
  const dress = (format: Format) => (text: string) => (colored ? styleText(format, text) : text)
  return {
    colored,
    bold: dress('bold'),
    dim: dress('dim'),
    good: dress('green'),
    warn: dress('yellow'),
    bad: dress('red'),
  }
}

/** `--no-color` before NO_COLOR (no-color.org) before FORCE_COLOR before what the stream is. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
  switchedOff: boolean,
): boolean {
  if (switchedOff || environment.NO_COLOR) return false
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== '0'
  return stream.isTTY === true && !isDumb(environment)
}

/** A terminal that can do nothing but print, or of which nothing is known. */
export function isDumb({ TERM }: NodeJS.ProcessEnv): boolean {
  return TERM === undefined || TERM === '' || TERM === 'dumb'
}
