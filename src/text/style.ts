import { styleText } from 'node:util'

type Format = Parameters<typeof styleText>[0]

/** Colours that can be switched off: each function takes a text and returns it, coloured or not. */
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

/** In this order: `--no-color`, NO_COLOR (no-color.org), FORCE_COLOR, the kind of the stream. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
  switchedOff: boolean,
): boolean {
  if (switchedOff || environment.NO_COLOR) return false
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== '0'
  return stream.isTTY === true && !isDumb(environment)
}

/** A terminal that can only print, or whose type is unknown. */
export function isDumb({ TERM }: NodeJS.ProcessEnv): boolean {
  return TERM === undefined || TERM === '' || TERM === 'dumb'
}
