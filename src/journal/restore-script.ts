import { parseMicroseconds } from '../system/link-time.js'
import { encodeBytes } from '../text/bytes.js'
import { printable } from '../text/quote.js'
import type { Manifest } from './manifest.js'

/**
 * The manifest once more, as a POSIX shell script that needs neither svreset nor Node. Names are quoted
 * in single quotes, in which a shell takes every byte but `'` as it is.
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
# overwrites nothing. Exit code 0: all are in place. 1: some are not; each is named.
# Nothing within the quotes is meant to be expanded:
# shellcheck disable=SC1003,SC2016
set -u
LC_ALL=C
export LC_ALL
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
created=0
unchanged=0
failed=0

cd -- `,
    quoteForShell(manifest.serviceDirectory),
    ` || exit 1
# What svreset leaves where it dies while it makes a link.
rm -f ./${unfinishedName}

complain() {
  printf 'restore.sh: error: %s: %s\\n' "$1" "$2" >&2
  failed=$((failed + 1))
}

# put NAME TARGET UID:GID SECONDS: one link
put() {
  if [ -h "./$1" ]; then
    # The dot keeps newlines at the end of a target from being dropped.
    if [ "$(readlink "./$1" && echo .)" = "$2
." ]; then
      unchanged=$((unchanged + 1))
    else
      complain "$1" 'is another link now; it is left as it is'
    fi
    return
  fi
  if [ -e "./$1" ]; then
    complain "$1" 'is no link now; it is left as it is'
    return
  fi
  if ! ln -s -n -- "$2" "./$1"; then
    complain "$1" 'could not be created'
    return
  fi
  created=$((created + 1))
  chown -h "$3" "./$1" || complain "$1" "could not be given to $3"
  # busybox knows whole seconds only.
  touch -h -d "@$4" "./$1" 2>/dev/null || touch -h -d "@\${4%.*}" "./$1" || complain "$1" 'could not be given its time'
}

`,
    ...calls,
    `
# Lets a svscan go on that a reset has left stopped: one whose working directory this is, in our own PID namespace.
go_on() {
  [ "$(stat -Lc %d:%i "$1/cwd")" = "$(stat -Lc %d:%i .)" ] || return 0
  [ "$(readlink "$1/ns/pid")" = "$(readlink /proc/self/ns/pid)" ] || return 0
  case $(sed -n 's/^State:[[:blank:]]*//p' "$1/status") in
    T*) kill -CONT "\${1#/proc/}" && echo 'svscan goes on' ;;
  esac
}
for process in /proc/[0-9]*; do
  name=
  { read -r name <"$process/comm"; } 2>/dev/null
  [ "$name" != svscan ] || go_on "$process" 2>/dev/null
done

printf '%s links created, %s unchanged, %s not restored\\n' "$created" "$unchanged" "$failed"
[ "$failed" -eq 0 ]
`,
  )
}

function quoteForShell(text: string): Buffer {
  return encodeBytes(`'${text.replaceAll("'", "'\\''")}'`)
}

/** Inside a comment a newline would end it. */
function comment(text: string): string {
  return printable(text)
}

/** With a sign for times before 1970, as touch takes it. */
function seconds(microseconds: bigint): string {
  const size = microseconds < 0n ? -microseconds : microseconds
  const fraction = String(size % 1_000_000n).padStart(6, '0')
  return `${microseconds < 0n ? '-' : ''}${size / 1_000_000n}.${fraction}`
}

function concat(...parts: (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)))
}

/** svscan takes no notice of names that begin with a dot. */
export const unfinishedName = '.svreset-link'
