import type { Settings } from '../../contract/settings.js'
import type { ActingOptions } from '../commands/acting-options.js'

/** The options, and for those that nobody has given what the site has chosen. */
export function withDefaults<T extends ActingOptions>(
  options: T,
  settings: Settings,
  /** Whether the runbook is svreset's own, and has this parameter. */
  { hasStopTimeout }: { readonly hasStopTimeout: boolean },
): T {
  const defaults = {
    serviceDir: settings.service_directory,
    restartMethod: settings.restart_method,
    stopTimeout:
      hasStopTimeout && options.param?.stop_timeout === undefined ? settings.stop_timeout : undefined,
  }
  const known = Object.entries(defaults).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(known), ...options }
}
