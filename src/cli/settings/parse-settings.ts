import { posix } from 'node:path'
import { settingsSchema } from '../../contract/schemas/settings.js'
import type { Settings } from '../../contract/settings.js'
import { definitions, isFindingId } from '../../findings/index.js'
import { restartMethods } from '../../restart/index.js'
import { parseDuration } from '../../text/duration.js'
import { parseYamlFile } from '../../yaml/parse-yaml.js'
import { didYouMean, type ValueProblem } from '../../yaml/problem.js'

/** Throws one UserError (exit code 2) with every mistake and its place. */
export function parseSettings(file: string, source: string): Settings {
  const { version: _, ...settings } = parseYamlFile({ kind: 'settings', file }, source, settingsSchema, check)
  return settings
}

function check(settings: Settings): ValueProblem[] {
  const { service_directory: directory, restart_method: method, ignore = [] } = settings
  const durations = (['stop_timeout', 'keep_runs'] as const).filter(
    key => settings[key] !== undefined && parseDuration(settings[key]) === null,
  )
  return [
    ...durations.map(key => wrong([key], `${key} must be a duration with a unit, such as 30s or 90d`)),
    ...(directory !== undefined && !posix.isAbsolute(directory)
      ? [wrong(['service_directory'], 'service_directory must be a whole path')]
      : []),
    ...(method !== undefined && !restartMethods.includes(method)
      ? [wrong(['restart_method'], `no restart method ${method}${didYouMean(method, restartMethods)}`)]
      : []),
    ...ignore.flatMap(({ finding }, index) =>
      whyNotIgnored(finding).map(why => wrong(['ignore', index, 'finding'], why)),
    ),
  ]
}

function whyNotIgnored(finding: string): string[] {
  // Its links are gone until somebody resumes or restores it.
  if (finding === 'run-unfinished') return ['run-unfinished cannot be ignored: finish the run']
  if (isFindingId(finding)) return []
  const ids = definitions.map(({ id }) => id)
  const near = didYouMean(finding, ids)
  return [`no finding ${finding}${near.includes('choices') ? '' : near}; svreset explain lists them`]
}

function wrong(path: readonly PropertyKey[], message: string): ValueProblem {
  return { code: 'bad-value', path, message }
}
