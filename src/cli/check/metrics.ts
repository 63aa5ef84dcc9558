import type { CheckedDirectory } from '../../contract/checked-directory.js'
import type { CommandContext } from '../../contract/command-context.js'
import { openMetrics } from '../../render/openmetrics.js'
import { writeOutput } from '../output-file.js'
import type { CheckOptions } from './options.js'

/** Prints the metrics, or replaces the file of `--output` with them. */
export function tellMetrics(
  directories: readonly CheckedDirectory[],
  { output }: CheckOptions,
  { stdout, version }: Pick<CommandContext, 'stdout' | 'version'>,
): void {
  const text = openMetrics(directories, { version, now: Date.now() })
  if (output === undefined) stdout.write(text)
  else writeOutput(output, text)
}

/** Says that svreset could not tell, so that no older file says what holds no longer. */
export function tellUnknown(
  options: CheckOptions,
  context: Pick<CommandContext, 'stdout' | 'version'>,
): void {
  const path = options.serviceDir ?? ''
  tellMetrics([{ path, verdict: 'unknown', checked: null, reason: '' }], options, context)
}
