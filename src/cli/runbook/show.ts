import { vocabulary } from '../../actions/index.js'
import { findRunbook, readSource } from '../../engine/prepare/runbook-files.js'
import { loadRunbook } from '../../runbook/language/load.js'
import type { PackageFiles } from '../../system/package-files.js'
import { toMarkdown } from './markdown.js'

/** As it is written, or as a document. An invalid runbook is refused. */
export function showRunbook(
  files: PackageFiles,
  named: string,
  { markdown }: { readonly markdown?: true },
): string {
  const file = findRunbook(files, named)
  const source = readSource(file)
  const runbook = loadRunbook(file.path, source, vocabulary)
  return markdown ? toMarkdown(runbook, vocabulary) : source
}
