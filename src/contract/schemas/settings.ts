import { z } from 'zod'
import { mustBe } from './parts.js'

const name = z.string(mustBe('text')).min(1, 'must not be empty')
const duration = z.string(mustBe('a duration with a unit, such as 30s or 90d'))

export const ignoreSchema = z.strictObject(
  {
    finding: name.describe('The id of the finding, as check --json prints it.'),
    service: name.optional().describe('Only of this service. Default: of every service.'),
    reason: name.describe('Why. It is printed with the finding.'),
    until: z.iso
      .date(mustBe('a date, such as 2027-01-31'))
      .describe('The last day, in UTC, on which the finding does not count.'),
  },
  mustBe('a record with finding, reason and until'),
)

/** /etc/svreset/config.yaml. Each setting is the default of an option, or says what check and repair leave out. */
export const settingsSchema = z.strictObject(
  {
    version: z.literal(1, mustBe('1')),
    service_directory: name.optional().describe('As --service-dir: of check, repair, run and the reset.'),
    stop_timeout: duration.optional().describe('As --stop-timeout: of repair and the reset.'),
    restart_method: name.optional().describe('As --restart-method: of repair, run and the reset.'),
    allow_directories: z
      .array(name, mustBe('a list of names'))
      .optional()
      .describe('Service directories that stand in the svscan directory itself, and are meant to.'),
    ignore: z.array(ignoreSchema, mustBe('a list')).optional().describe('Findings that do not count.'),
    keep_runs: duration.optional().describe('As --keep of svreset runs prune.'),
  },
  mustBe('a record'),
)
