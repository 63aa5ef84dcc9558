import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** What comes with svreset: runbooks, manual pages, completions... Each has its path in the package. */
export interface PackageFiles {
  /** The directory that they are in; null: they are in the executable. */
  readonly root: string | null
  read(path: string): string
  /** The names of the files in a directory. */
  names(directory: string): string[]
  /** Where a file is, for a person. */
  place(path: string): string
}

export function filesBelow(root: string): PackageFiles {
  const place = (path: string) => posix.join(root, path)
  return {
    root,
    read: path => readFileSync(place(path), 'utf8'),
    names: directory => readdirSync(place(directory)),
    place,
  }
}

/** Those in the single executable. */
export function filesInside(asset: (path: string) => ArrayBuffer): PackageFiles {
  const read = (path: string) => Buffer.from(asset(path)).toString('utf8')
  return {
    root: null,
    read,
    names(directory) {
      const paths: string[] = JSON.parse(read('files.json'))
      return paths.flatMap(path => (posix.dirname(path) === directory ? [posix.basename(path)] : []))
    },
    place: path => `${process.execPath}:${path}`,
  }
}
