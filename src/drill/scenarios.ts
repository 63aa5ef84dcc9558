import type { Scenario } from './scenario.js'
import { empty, happy, many } from './scenarios/healthy.js'
import { unhappy } from './scenarios/seed.js'
import { sickScenarios } from './sick/index.js'

/** The registry: names, help, `--list` and suggestions all come from here. */
export const scenarios: readonly Scenario[] = [happy, unhappy, many, empty, ...sickScenarios]
