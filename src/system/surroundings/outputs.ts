import { quote } from '../../text/quote.js'
import { isProgram, type Process } from '../process.js'
import { fileId, readLink, readProcText, tryStat } from '../read.js'
import type { Launch, OutputFile } from '../surroundings.js'
import type { System } from '../system.js'
import { whoMayChange } from '../writers.js'

/** Where a svscan writes that somebody has started without svscanboot and readproctitle. */
export function readOutputs(process: Process, system: System): Pick<Launch, 'outputs' | 'errorsLost'> {
  if (!isProgram(process, 'svscan')) return {}
  const [output, errors] = ([1, 2] as const).map(descriptor => lookAt(process, descriptor, system))
  const file = (place: Place | undefined) => (place?.kind === 'file' ? place.file : null)
  const files = [file(output), file(errors)] as const
  return {
    ...(files.every(each => each === null) ? {} : { outputs: files }),
    ...(errors?.kind === 'lost' ? { errorsLost: errors.what } : {}),
  }
}

type Place =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly file: OutputFile }
  | { readonly kind: 'lost'; readonly what: string }

function lookAt({ pid, uid }: Process, descriptor: 1 | 2, system: System): Place {
  const own = `/proc/${pid}/fd/${descriptor}`
  const path = readLink(own)
  if (path === null || path === '/dev/null') return { kind: 'none' }
  const lost = (what: string): Place => ({ kind: 'lost', what })
  if (!path.startsWith('/')) return lost(readerOf(path, system))
  const stats = tryStat(own)
  if (stats?.isFile() !== true || !isWritten(pid, descriptor)) return lost(quote(path))
  const named = tryStat(path)
  if (named === null || fileId(named) !== fileId(stats))
    return lost(`${quote(path)}, which has no name any more`)
  const changeable = whoMayChange(path, stats, [0, uid])
  if (changeable !== null)
    return lost(`${quote(path)}, where ${changeable.who} can change ${quote(changeable.path)}`)
  return { kind: 'file', file: { path, id: fileId(stats) } }
}

function readerOf(pipe: string, { pipeReaders, processes }: System): string {
  const readers = (pipeReaders.get(pipe) ?? []).flatMap(pid => processes.get(pid) ?? [])
  if (readers.length === 0) return pipe.startsWith('pipe:') ? 'a pipe' : 'a socket'
  return readers.map(({ command, pid }) => `${quote(command)}, pid ${pid}`).join(', and ')
}

/** proc_pid_fdinfo(5); O_ACCMODE is 3, and O_RDONLY is 0. */
function isWritten(pid: number, descriptor: number): boolean {
  const [, flags = '0'] = /^flags:\s*([0-7]+)/m.exec(readProcText(`/proc/${pid}/fdinfo/${descriptor}`)) ?? []
  return (Number.parseInt(flags, 8) & 3) !== 0
}
