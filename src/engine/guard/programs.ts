import { accessSync, constants } from 'node:fs'
import { searchPath } from '../../system/child-environment.js'

/** Whether a child of svreset would find it. */
export function findProgram(name: string): boolean {
  return programPath(name) !== null
}

/** The file that a child of svreset would run; null: none. */
export function programPath(name: string): string | null {
  const paths = name.startsWith('/') ? [name] : searchPath.split(':').map(directory => `${directory}/${name}`)
  return paths.find(isExecutable) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
