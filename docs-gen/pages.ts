import { readFileSync } from 'node:fs'
import { createProgram } from '../src/cli/program.js'
import { filesBelow } from '../src/system/package-files.js'
import { commandPage } from './command-page.js'
import { findingsPage } from './findings-page.js'
import { readDocument } from './from-markdown.js'
import { languagePage } from './language-page.js'

/** Names and texts of the manual pages. For the build alone: `root` is the repository. */
export function manPages(root: string, version: string, date: string): ReadonlyMap<string, string> {
  const document = (path: string) => readDocument(readFileSync(`${root}/${path}`, 'utf8'))
  const program = createProgram({
    ...{ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
    ...{ say: neverNeeded, warn: neverNeeded, openTerminal: neverNeeded },
    isTerminalThere: () => false,
    ...{ argv: [], environment: {}, version, files: filesBelow(root), self: [] },
    exit: () => {},
    onSignal: () => () => {},
    suspend: () => {},
    onSuspend: () => () => {},
    onContinue: () => () => {},
  })
  const head = { date, version }
  return new Map([
    [
      'svreset.8',
      commandPage(program, head, { readme: document('README.md'), running: document('docs/running.md') }),
    ],
    ['svreset-runbook.5', languagePage(head, document('docs/runbooks.md'))],
    ['svreset-findings.7', findingsPage(head)],
  ])
}

function neverNeeded(): never {
  throw new Error('nothing is run to make a manual page')
}
