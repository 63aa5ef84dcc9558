import type { TestDrill } from './drill.js'

/**
 * What ps, lsof and svstat say, not svreset: every linked service and log has one supervise, a child of the one
 * svscan, and what svstat says of it is what runs; there is no other supervise; nothing runs in a deleted directory, no error is shown. Empty: all
 * is sound. Names after `except` may be down.
 */
export async function unsound(drill: TestDrill, ...except: readonly string[]): Promise<string[]> {
  const text = await drill.sh(script, ...except)
  return text.split('\n').filter(line => line !== '')
}

const script = `
# A sleep that is called so, of the scenario impostor, is none.
svscan=$(pgrep -x svscan | grep -vx "$(pgrep -xf '/usr/local/lib/impostor/svscan 1000000' || echo none)" || :)
[ "$(echo "$svscan" | wc -w)" = 1 ] || echo "svscan: $svscan"
lsof -w -c supervise -a -d cwd -F pn | grep '(deleted)' || :
for link in /etc/service/*; do
  [ -d "$link/." ] || { echo "$link leads nowhere"; continue; }
  for directory in "$link" "$link/log"; do
    [ -d "$directory" ] || continue
    real=$(readlink -f "$directory")
    name=\${directory#/etc/service/}
    found=''
    for p in $(pgrep -x supervise); do
      [ "$(readlink /proc/$p/cwd)" != "$real" ] || found="$found $p"
    done
    set_of=$(echo $found | wc -w)
    [ "$set_of" = 1 ] || { echo "$name has $set_of supervises:$found"; continue; }
    [ "$(ps -o ppid= -p $found | tr -d ' ')" = "$svscan" ] || echo "$name: supervise$found is no child of svscan"
    child=$(ps -o pid=,stat= --ppid $found | awk '$2 !~ /^Z/ { print $1 }')
    says=$(svstat "$directory" | sed -n 's/.*: up (pid \\([0-9]*\\)).*/\\1/p')
    [ "$child" = "$says" ] || echo "$name: svstat says '$says', and '$child' runs"
    case " $* " in *" $name "*) continue ;; esac
    [ -n "$child" ] || echo "$name is not up"
  done
done
for p in $(pgrep -x supervise); do
  parent=$(ps -o ppid= -p $p | tr -d ' ')
  [ -n "$parent" ] || continue
  # A fork of supervise that has not become \`run\` yet is none.
  [ "$parent" = "$svscan" ] || [ "$(ps -o comm= -p "$parent")" = supervise ] ||
    echo "supervise in $(readlink /proc/$p/cwd) is no child of svscan"
done
ps -A -ww -o args= | sed -n 's/^readproctitle service errors: //p' | grep -v '^\\.*$' || :
`
