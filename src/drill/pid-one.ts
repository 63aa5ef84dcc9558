/**
 * The shell texts of a drill. They are constants: every value reaches them as a positional parameter.
 * They are for `sh` and not for Node, because sh, as PID 1, reaps orphans.
 */

/** The directory inside the drill that makes it a drill: PID 1's script, the start signal, the prompt. */
export const drillDirectory = '/etc/svreset-drill'

/** PID 1 waits here for a line, which says what to start: a FIFO, written to once. */
export const startFifo = `${drillDirectory}/start`

/**
 * Runs outside, in a session of its own, and outlives svreset by a moment. Its standard input is a pipe that only
 * svreset holds, so the end of the pipe means that svreset is gone, however it ended. Then the guard kills PID 1. The
 * kernel ends everything else in that PID namespace before `unshare` returns.
 * (`unshare --kill-child` alone ends nothing while `unshare` itself lives.)
 *
 * Parameters: the argv of unshare. Prints the pid of unshare on a line of its own.
 */
export const guardScript = `
umask 022
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- # what svreset's caller left open is not for services
"$@" &
unshare=$!
echo "$unshare"
exec >/dev/null 2>&1
cat >/dev/null
# The file has no newline at its end, so \`read\` fails although it has read.
read -r first rest <"/proc/$unshare/task/$unshare/children" || :
kill -KILL "\${first:-$unshare}" # unshare itself only before it has a child: it is to reap PID 1
wait "$unshare"
`

/**
 * Runs as PID 1 and builds a root of the drill's own: a tmpfs whose directories lead to those of the machine, but writes
 * below /etc, /usr/local and /var/lib stay in memory. /, /usr, /usr/local, /var and /var/lib are directories of that
 * tmpfs and not overlays, for two reasons. In a user namespace the machine's own directories belong to nobody, and
 * svreset rightly does not trust them. And files on an overlay have another device number in stat(2) than in
 * /proc/locks, so svreset could not tell who holds a lock.
 *
 * Parameters: the script of \`initScript\`, \`respawn\` or \`no-respawn\`. Prints \`ready\`.
 */
export const rootScript = `
set -e
root=/proc/fs # exists everywhere, and hides nothing that is needed below
layers=$root/.layers
count=0

overlay() {
  count=$((count + 1))
  mkdir -p "$root$1" "$layers/$count/upper" "$layers/$count/work"
  mount -n -t overlay -o "lowerdir=$1,upperdir=$layers/$count/upper,workdir=$layers/$count/work" overlay "$root$1"
}

bind() { mkdir -p "$root$1" && mount -n --rbind "$1" "$root$1"; }

# leads_to DIRECTORY HOW EXCEPT: a directory of our own whose entries lead to the machine's
leads_to() {
  mkdir -p "$root$1"
  for entry in "$1"/* "$1"/.[!.]*; do
    case " $3 " in *" \${entry##*/} "*) continue ;; esac
    if [ -L "$entry" ]; then cp -P "$entry" "$root$entry"
    elif [ -d "$entry" ]; then "$2" "$entry"
    elif [ -f "$entry" ]; then : >"$root$entry" && mount -n --bind "$entry" "$root$entry"
    fi
  done
}

mount -n -t tmpfs -o mode=755 drill "$root"
mkdir "$layers" "$root/proc"
mount -n -t tmpfs -o mode=755 drill "$layers"
leads_to '' bind 'proc etc usr var service lost+found'
leads_to /usr bind local
leads_to /usr/local overlay ''
leads_to /var bind lib
leads_to /var/lib overlay 'svreset svscan'
mkdir -p "$root/usr/local/bin"
overlay /etc
umount -n -l "$layers"
rmdir "$layers"

# A mount of its own, because the machine may have an /etc/service with services in it.
[ ! -L "$root/etc/service" ] || rm "$root/etc/service"
mkdir -p "$root/etc/service"
mount -n -t tmpfs -o mode=755 drill "$root/etc/service"
# The machine's settings would lead svreset in here to directories of the machine.
[ ! -L "$root/etc/svreset" ] || rm "$root/etc/svreset"
[ ! -d "$root/etc/svreset" ] || mount -n -t tmpfs -o mode=755 drill "$root/etc/svreset"
grep -q /etc/service "$(command -v svscanboot)" || ln -s etc/service "$root/service"
mount -n -t proc proc "$root/proc"
# What is done here is nothing for the log of the machine.
log=$(readlink -f /dev/log) || log=
[ ! -S "$log" ] || mount -n --bind /dev/null "$root$log" || :

cd "$root"
pivot_root . . # stacks the old root on the new one, and the next line takes it away
umount -n -l .
cd /
mkdir ${drillDirectory}
mkfifo -m 600 ${startFifo}
printf '%s' "$1" >${drillDirectory}/init
echo ready
exec /bin/sh ${drillDirectory}/init "$2" </dev/null >/dev/null 2>&1
`

/**
 * PID 1 from then on: it plays init for svscanboot, or what it is told to start, and reaps orphans. It is always in \`wait\`, because sh reaps there.
 * Commands after \`&\` have SIGINT and SIGQUIT ignored, so --default-signal is needed: with ignored signals, services
 * would differ from those under a real init.
 *
 * Parameter: \`respawn\` or \`no-respawn\`.
 */
export const initScript = `# PID 1 of a svreset drill: starts svscanboot when told to, and reaps.
cat ${startFifo} >${drillDirectory}/order &
wait $!
read -r how program <${drillDirectory}/order
rm ${drillDirectory}/order
path=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/command
[ "$how" = start ] || exec env -i --default-signal "$path" "$program" </dev/null >/dev/null 2>&1
while :; do
  env -i --default-signal "$path" setsid "$program" </dev/null >/dev/null 2>&1 &
  wait $!
  [ "$1" = respawn ] || break
  sleep 0.1 & # an init that respawns without a pause would spin where svscanboot cannot run
  wait $!
done
while :; do
  sleep 1000000 &
  wait $!
done
`
