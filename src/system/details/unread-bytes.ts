import { spawnSync } from 'node:child_process'
import { endianness } from 'node:os'
import type { System } from '../system.js'

/**
 * Node has no ioctl(2). Perl has, and every Debian has Perl (perl-base is essential). It opens the pipe
 * through /proc without reading from it. Without Perl the number is left out.
 */
const script = `
for my $path (@ARGV) {
  my ($pipe, $count) = (undef, pack 'i', 0);
  my $ok = sysopen($pipe, $path, 04000) && ioctl($pipe, 0x541b, $count); # O_NONBLOCK, FIONREAD
  print $ok ? unpack('i', $count) : '', "\\n";
}`

/** Unread bytes in log pipes that no supervise reads from: only for these is the number needed. */
export function countUnreadBytes(system: System): Map<string, number> {
  const unread = new Map<string, number>()
  const readers = new Set(system.supervises.map(({ process }) => process.descriptors[0]))
  const shared = new Set(system.svscans.map(({ process }) => process.descriptors[1]))
  const asked: [string, string][] = []
  for (const { process, role } of system.supervises) {
    const pipe = process.descriptors[1]
    if (role !== 'service' || !pipe?.startsWith('pipe:') || readers.has(pipe) || shared.has(pipe)) continue
    if (asked.length < 100) asked.push([pipe, `/proc/${process.pid}/fd/1`])
  }
  const counts = countUnread(asked.map(([, path]) => path))
  for (const [index, [pipe]] of asked.entries()) {
    const count = counts[index]
    if (count != null) unread.set(pipe, count)
  }
  return unread
}

/** Unread bytes in each of these pipes; null if svreset cannot find out. */
export function countUnread(paths: readonly string[]): (number | null)[] {
  const unknown = paths.map(() => null)
  // FIONREAD has another number on MIPS, SPARC and POWER.
  if (paths.length === 0 || !['x64', 'arm64', 'arm', 'ia32', 'riscv64'].includes(process.arch)) return unknown
  if (endianness() !== 'LE') return unknown
  const { status, stdout } = spawnSync('/usr/bin/perl', ['-e', script, ...paths], {
    env: {},
    timeout: 2000,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'latin1',
  })
  if (status !== 0) return unknown
  const counts = stdout.split('\n')
  return paths.map((_path, index) => (/^\d+$/.test(counts[index] ?? '') ? Number(counts[index]) : null))
}
