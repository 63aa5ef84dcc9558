import { accessSync, constants } from 'node:fs'
import { searchPath } from '../acts/search-path.js'

/** Whether a child of ours would find it. */
export function findProgram(name: string): boolean {
  if (name.startsWith('/')) return isExecutable(name)
  return searchPath.split(':').some(directory => isExecutable(`${directory}/${name}`))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
