import { createRequire, isBuiltin } from 'node:module'
import { fileURLToPath } from 'node:url'
import { filesBelow, filesInside, type PackageFiles } from './package-files.js'

/** How this program is there: as files for Node, or as one executable that holds Node and the files. */
export interface OwnProgram {
  /** The argv that starts this very program again. */
  readonly self: readonly string[]
  /** The argv of src/starter.ts, which is a program of its own. */
  readonly starter: readonly string[]
  readonly files: PackageFiles
}

export function ownProgram(): OwnProgram {
  const sea = singleExecutable()
  const node = process.execPath
  if (sea !== null)
    return { self: [node], starter: [node, '--starter'], files: filesInside(path => sea.getRawAsset(path)) }
  return {
    self: [node, beside('main.js')],
    starter: [node, beside('starter.js')],
    files: filesBelow(beside('..')),
  }
}

function beside(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

interface Sea {
  isSea(): boolean
  getRawAsset(path: string): ArrayBuffer
}

/** The first releases of Node 20 have no such module. */
function singleExecutable(): Sea | null {
  if (!isBuiltin('node:sea')) return null
  const sea = createRequire(import.meta.url)('node:sea') as Sea
  return sea.isSea() ? sea : null
}
