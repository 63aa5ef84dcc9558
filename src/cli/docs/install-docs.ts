import { mkdirSync } from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { holdGuardedDirectory, UnguardedLink } from '../../system/guarded-directory.js'
import type { PackageFiles } from '../../system/package-files.js'
import { writeOutput } from '../output-file.js'

/** A file that people or other programs read, not svreset itself. */
interface Doc {
  /** Below a directory such as /usr/local/share. */
  readonly place: string
  text(): string
}

/** Where man(1), the shells and people look for what is in each directory of the package. */
const places: Readonly<Record<string, (name: string) => string>> = {
  'dist/man': name => `man/man${name.at(-1)}/${name}`,
  completions: name => completionPlaces[posix.extname(name)] ?? name,
  runbooks: name => `svreset/runbooks/${name}`,
  monitoring: name => `svreset/monitoring/${name}`,
}

const completionPlaces: Readonly<Record<string, string>> = {
  '.bash': 'bash-completion/completions/svreset',
  '.zsh': 'zsh/site-functions/_svreset',
  '.fish': 'fish/vendor_completions.d/svreset.fish',
}

export function docs(files: PackageFiles): readonly Doc[] {
  return Object.entries(places).flatMap(([directory, place]) =>
    files.names(directory).map(name => ({
      place: place(name),
      text: () => files.read(`${directory}/${name}`),
    })),
  )
}

export function installDocs(list: readonly Doc[], directory: string): void {
  // They are for everybody, whatever the umask of root.
  process.umask(0o022)
  for (const { place, text } of list) {
    const path = posix.resolve(directory, place)
    makeDirectory(posix.dirname(path))
    writeOutput(path, text(), '--install')
  }
}

/** With those above it. Each is made in one that is held, so that nothing is made where a link of somebody else leads. */
function makeDirectory(path: string): void {
  const parts = path.split('/').slice(1)
  try {
    for (const [depth, name] of parts.entries()) makeIn(`/${parts.slice(0, depth).join('/')}`, name)
  } catch (error) {
    const reason = error instanceof UnguardedLink ? error.message : systemErrorReason(error)
    throw new UserError(ExitCode.refused, `unable to make directory ${path}`, {
      reason,
      next: 'fix that, or name another place with --install',
      cause: error,
    })
  }
}

function makeIn(parent: string, name: string): void {
  const held = holdGuardedDirectory(parent)
  try {
    mkdirSync(held.at(name), 0o755)
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
  } finally {
    held.close()
  }
}
