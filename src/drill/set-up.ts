import { rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { outputFile } from 'fs-extra/esm'
import { quoteCommand } from '../text/quote.js'
import { findScenario } from './scenarios.js'
import { bashPromptFile, bashPromptText } from './shell.js'
import { writeProgram } from './stage/service.js'
import { startSvscan } from './stage/supervision.js'

/** What the outer svreset tells the inner one, which sets the scenario up. */
export interface SetUpOrder {
  readonly scenario: string
  readonly services: number
  /** A script for sh that runs inside, after the scenario has made its directories and before svscan starts. */
  readonly prepare?: string | undefined
}

/** The second stage: runs inside the namespaces, builds the scenario, and returns the line that describes it. */
export async function setUp(order: SetUpOrder, self: readonly string[]): Promise<string> {
  // The operator's umask must not change the modes of the drill's files.
  process.umask(0o022)
  await putOnPath(self)
  await outputFile(bashPromptFile, bashPromptText)
  return await findScenario(order.scenario).setUp({
    services: order.services,
    startSvscan: async launcher => {
      if (order.prepare !== undefined) await execa('sh', ['-ec', order.prepare], { timeout: 60_000 })
      await startSvscan(launcher)
    },
  })
}

export async function putOnPath(self: readonly string[]): Promise<void> {
  const program = '/usr/local/bin/svreset'
  if (self.length === 1 && self[0] === program) return
  // This may be npm's link to the installed svreset. A write would go through the link.
  await rm(program, { force: true })
  const [node = '', main] = self
  // The single executable needs no node to be found.
  if (main === undefined) return symlink(node, program)
  // sh starts it, as everywhere: main.js is also a script for sh.
  const path = quoteCommand([`PATH=${dirname(node)}`])
  await writeProgram(program, `#!/bin/sh\n${path}:$PATH exec /bin/sh ${quoteCommand([main])} "$@"\n`)
}
