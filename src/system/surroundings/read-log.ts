import type { LogSource } from '../surroundings.js'
import { askProgram } from './ask-program.js'
import { readLogLines } from './log-lines.js'

const most = 12

/** The last lines of these logs. */
export function readLog(sources: readonly LogSource[]): string[] {
  return sources.flatMap(source => {
    const lines =
      source.kind === 'command'
        ? (askProgram(source.argv)?.output ?? '').split('\n')
        : readLogLines(source.paths, text => text.includes(source.words)).map(({ text }) => text)
    return lines.filter(line => line.trim() !== '').slice(-most)
  })
}
