import { closeSync, constants, fchmodSync, fsyncSync, openSync, writeFileSync } from 'node:fs'

/**
 * Writes a file that is not there yet, all of it, and has it on the disk. Follows no link. (One call of write(2) may take a
 * part only, on a disk that is about to be full, and says so in nothing but its number of bytes: writeFileSync goes on
 * until it fails, for bytes surely.) The caller renames the file and syncs the directory, or removes it on an error.
 */
export function writeNewFile(path: string | Buffer, content: string | Uint8Array, mode: number): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const descriptor = openSync(path, flags, 0o600)
  try {
    writeFileSync(descriptor, Buffer.from(content))
    fchmodSync(descriptor, mode)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
