import { drillDirectory, startFifo } from '../pid-one.js'

/** What stands in for a service waits here for a line that nobody writes. */
export const waitFifo = `${drillDirectory}/wait`

/**
 * Runs as PID 1 and builds a root for the copy of a system. Unlike the root of a drill it shows nothing of the machine but
 * its programs, read-only, and a few files of /etc: so the directories of the copy are where they are on the system that
 * it was taken from, and nothing in here can change the machine.
 *
 * Parameters: the script of \`initScript\`, \`respawn\` or \`no-respawn\`, the name of the host, \`privileged\` or
 * \`unprivileged\`; then the programs outside of /usr, as files or directories. Prints \`ready\`.
 */
export const copyRootScript = `
set -e
init=$1 respawn=$2 host=$3 privileged=$4
shift 4
root=/proc/fs # exists everywhere, and hides nothing that is needed below

# lend PATH: read-only. A user may write to nothing of this anyway, and may not always change a mount.
lend() {
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root\${1%/*}"; : >"$root$1"; fi
  if [ "$privileged" = privileged ]; then
    mount -n --bind "$1" "$root$1"
    mount -n -o remount,bind,ro "$root$1"
  else
    mount -n --rbind "$1" "$root$1"
    mount -n -o remount,bind,ro "$root$1" 2>/dev/null || :
  fi
}

# same PATH: what it leads to, as it is
same() {
  if [ -L "$1" ]; then cp -P "$1" "$root$1"
  elif [ -e "$1" ]; then lend "$1"
  fi
}

mount -n -t tmpfs -o mode=755,nodev copy "$root"
mkdir "$root/proc" "$root/usr" "$root/usr/local" "$root/etc" "$root/dev"
for entry in /bin /sbin /lib /lib32 /lib64 /libx32; do same "$entry"; done
for entry in /usr/*; do [ "$entry" = /usr/local ] || same "$entry"; done
for program in "$@"; do lend "$program"; done

for name in passwd group nsswitch.conf ld.so.cache ld.so.conf localtime profile inputrc bash.bashrc; do
  [ ! -f "/etc/$name" ] || cp -L "/etc/$name" "$root/etc/$name"
done
for name in alternatives terminfo ld.so.conf.d; do
  [ ! -d "/etc/$name" ] || cp -RP "/etc/$name" "$root/etc/$name"
done
chmod 755 "$root/etc"

for name in null zero full random urandom tty ptmx; do
  : >"$root/dev/$name"
  mount -n --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -n --rbind /dev/pts "$root/dev/pts"
ln -s /proc/self/fd "$root/dev/fd"
for name in stdin:0 stdout:1 stderr:2; do ln -s "/proc/self/fd/\${name#*:}" "$root/dev/\${name%:*}"; done

mkdir -p "$root/root" "$root/home" "$root/run" "$root/var/lib" "$root/var/log" "$root/var/run"
mkdir -p "$root/tmp" "$root/var/tmp"
chmod 1777 "$root/tmp" "$root/var/tmp" "$root/dev/shm"
mount -n -t proc proc "$root/proc"
hostname -- "$host" 2>/dev/null || : # only the prompt and the reports show it
if [ "$privileged" = privileged ]; then
  mount -n --bind "$root/proc/sys" "$root/proc/sys"
  mount -n -o remount,bind,ro "$root/proc/sys"
  mount -n --bind /dev/null "$root/proc/sysrq-trigger" || :
fi

cd "$root"
pivot_root . . # stacks the old root on the new one, and the next line takes it away
umount -n -l .
cd /
mkdir ${drillDirectory}
mkfifo -m 600 ${startFifo} ${waitFifo}
printf '%s' "$init" >${drillDirectory}/init
echo ready
exec /bin/sh ${drillDirectory}/init "$respawn" </dev/null >/dev/null 2>&1
`
