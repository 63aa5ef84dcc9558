import { parseMicroseconds } from '../system/link-time.js'
import type { Manifest } from './manifest.js'
import { orderCalls } from './restore-orders.js'
import { comment, quoteForShell } from './shell-text.js'

/** The name of a link while it is made. svscan ignores names that begin with a dot. The id of the run shows that it is svreset's. */
export function unfinishedName(run: string): string {
  return `.svreset-${run}`
}

/**
 * The manifest again, as a POSIX shell script that needs neither svreset nor Node. Names are in single quotes, in which a
 * shell takes every byte but `'` as it is.
 */
export function formatRestoreScript(manifest: Manifest): Buffer {
  const calls = manifest.links.map(link => {
    const microseconds = parseMicroseconds(link.modified) ?? 0n
    return concat(
      'put ',
      quoteForShell(link.name),
      ' ',
      quoteForShell(link.target),
      ` ${link.uid}:${link.gid} ${seconds(microseconds)}\n`,
    )
  })
  return concat(
    `#!/bin/sh
# Puts the symbolic links of ${comment(manifest.serviceDirectory)} back as they were before
# run ${comment(manifest.run)} of svreset on ${comment(manifest.host)}. Needs no svreset. It creates what is missing and
# overwrites nothing, and puts back what people had ordered (svc -d, -u, -o, -p), as far as svc can.
# Exit code 0: all are in place. 1: some are not; each is named.
# sh restore.sh DIRECTORY: where that directory is now, if it was moved. --force DIRECTORY: into another one.
# Nothing within the quotes is meant to be expanded:
# shellcheck disable=SC1003,SC2016
set -u
LC_ALL=C
export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
created=0
unchanged=0
failed=0

force=
if [ "\${1-}" = --force ]; then
  force=yes
  shift
fi
directory=`,
    quoteForShell(manifest.serviceDirectory),
    `
[ $# -eq 0 ] || directory=$1
# From here on the working directory is meant: no name of it is looked up again.
cd -P -- "$directory" || exit 1
`,
    ...identityCheck(manifest),
    `# Removes what svreset left if it died while it made a link. What somebody else has put there stays.
unfinished=`,
    quoteForShell(unfinishedName(manifest.run)),
    `

# Where others may write, links are made in a directory of our own, in which nobody can put something else in their
# place before they have their owner. Nobody but us can move it out of where it is.
up=.
case $(stat -c %u:%A .) in
  "$(id -u)":d????-??-?) ;;
  *)
    up=..
    here=$(stat -c %d:%i .)
    mkdir -m 700 "$unfinished.d" 2>/dev/null
    cd -P "./$unfinished.d" || exit 1
    if [ "$(stat -c %u:%a .) $(stat -c %d:%i ..)" != "$(id -u):700 $here" ]; then
      printf 'restore.sh: error: %s is in the way and svreset did not make it; it is left as it is\\n' "$unfinished.d" >&2
      exit 1
    fi
    rm -f ./link
    ;;
esac

complain() {
  printf 'restore.sh: error: %s: %s\\n' "$1" "$2" >&2
  failed=$((failed + 1))
}

# leads LINK TARGET: whether it is a link to there. The dot keeps newlines at the end from being dropped.
leads() {
  [ -h "$1" ] && [ "$(readlink "$1" && echo .)" = "$2
." ]
}

# put NAME TARGET UID:GID SECONDS: one link
put() {
  if leads "$up/$unfinished" "$2"; then rm -f "$up/$unfinished"; fi
  if leads "$up/$1" "$2"; then
    unchanged=$((unchanged + 1))
    return
  fi
  if [ -h "$up/$1" ]; then
    complain "$1" 'is another link now; it is left as it is'
    return
  fi
  if [ -e "$up/$1" ]; then
    complain "$1" 'is not a link now; it is left as it is'
    return
  fi
  made=./$1
  [ "$up" = . ] || made=./link
  if ! ln -s -n -- "$2" "$made"; then
    complain "$1" 'could not be created'
    return
  fi
  chown -h "$3" "$made" || complain "$1" "could not be given to $3"
  # busybox knows whole seconds only.
  touch -h -d "@$4" "$made" 2>/dev/null || touch -h -d "@\${4%.*}" "$made" || complain "$1" 'could not be given its time'
  if [ "$up" = .. ]; then
    if ! ln -n -- ./link "../$1"; then
      complain "$1" 'could not be created'
      rm -f ./link
      return
    fi
    rm -f ./link
  fi
  created=$((created + 1))
}

`,
    ...calls,
    `
cd "$up" || exit 1
[ "$up" = . ] || rmdir "./$unfinished.d"

# Lets a svscan go on that a reset has left stopped: one whose working directory this is, in our own PID namespace.
go_on() {
  [ "$(stat -Lc %d:%i "$1/cwd")" = "$(stat -Lc %d:%i .)" ] || return 0
  [ "$(readlink "$1/ns/pid")" = "$(readlink /proc/self/ns/pid)" ] || return 0
  case $(sed -n 's/^State:[[:blank:]]*//p' "$1/status") in
    T*) kill -CONT "\${1#/proc/}" && echo 'svscan continues' ;;
  esac
}
for process in /proc/[0-9]*; do
  name=
  { read -r name <"$process/comm"; } 2>/dev/null
  [ "$name" != svscan ] || go_on "$process" 2>/dev/null
done

`,
    ...orderCalls(manifest),
    `printf '%s links created, %s unchanged, %s not restored\\n' "$created" "$unchanged" "$failed"
[ "$failed" -eq 0 ]
`,
  )
}

/** Puts links into no other directory, whatever the name leads to now, unless the operator says so. */
function identityCheck({ identity, bootId, run }: Manifest): (string | Buffer)[] {
  if (identity === undefined) return []
  const { device, inode, uid } = identity
  return [
    `# After a restart the kernel may number devices in another way. The inode and its owner stay.
if [ "$(cat /proc/sys/kernel/random/boot_id)" = `,
    quoteForShell(bootId),
    ` ]; then
  is=$(stat -c %d:%i .)
  was=${device}:${inode}
else
  is=$(stat -c %i:%u .)
  was=${inode}:${uid}
fi
if [ "$is" != "$was" ] && [ -z "$force" ]; then
  printf 'restore.sh: error: unable to put links into %s: it is not the directory of run %s\\n' "$directory" `,
    quoteForShell(run),
    ` >&2
  printf '  reason: it is %s, and was %s\\n' "$is" "$was" >&2
  printf '  next: find / -xdev -inum ${inode} -type d 2>/dev/null shows where that directory is now; then sh restore.sh DIRECTORY\\n' >&2
  printf '        sh restore.sh --force DIRECTORY puts the links into another directory\\n' >&2
  exit 1
fi
`,
  ]
}

/** With a sign for times before 1970, as touch needs it. */
function seconds(microseconds: bigint): string {
  const size = microseconds < 0n ? -microseconds : microseconds
  const fraction = String(size % 1_000_000n).padStart(6, '0')
  return `${microseconds < 0n ? '-' : ''}${size / 1_000_000n}.${fraction}`
}

function concat(...parts: (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)))
}
