import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Guarded {
  /** The host's pid of what is process 1 inside. */
  processOne(): Promise<number>
  /** What the machine has printed so far. */
  console(): string
  /** Ends it, and all that it has left. */
  close(): Promise<void>
}

/** Starts systemd-nspawn below a guard. `name`: of its cgroup; `place`: a directory that is removed afterwards. */
export function startGuarded(name: string, place: string, nspawn: readonly string[]): Guarded {
  const guard = spawn('sh', ['-c', guardScript, 'svreset-test-machine', name, place, ...nspawn], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [guard.stdout, guard.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const exited = new Promise<void>(resolve => guard.once('close', () => resolve()))
  return {
    processOne: () => findProcessOne(guard, () => printed),
    console: () => printed,
    close: async () => {
      guard.stdin.destroy()
      await exited
    },
  }
}

/**
 * Runs outside, like the drill's guard: standard input is a pipe that only the test holds, so its end means that the
 * test is over, however it ended. Each machine has a cgroup of its own in every hierarchy that systemd uses, or two
 * machines would be one tree.
 *
 * Parameters: the name of the cgroup, the directory of the test's own files, the argv of systemd-nspawn.
 */
const guardScript = `
name=$1 place=$2; shift 2
hierarchies=$(awk '$(NF-2) == "cgroup2" || $NF ~ /name=systemd/ { print $5 }' /proc/self/mountinfo)
for each in $hierarchies; do mkdir "$each/$name" && echo $$ >"$each/$name/cgroup.procs" || exit 1; done
"$@" </dev/null &
machine=$!
echo "$machine"
cat >/dev/null
read -r first rest <"/proc/$machine/task/$machine/children" || :
kill -KILL "\${first:-$machine}"
wait "$machine"
for each in $hierarchies; do
  echo $$ >"$each/cgroup.procs"
  find "$each/$name" -depth -type d -exec rmdir {} + 2>/dev/null
done
rm -rf "$place"
`

async function findProcessOne(guard: ChildProcess, console: () => string): Promise<number> {
  for (;;) {
    if (guard.exitCode !== null) throw new Error(`the machine did not start: ${console()}`)
    const nspawnPid = /^\d+$/m.exec(console())?.[0]
    const leader = nspawnPid === undefined ? undefined : childOf(Number(nspawnPid))
    if (leader !== undefined) return leader
    await pause()
  }
}

/** Its first child only makes the namespaces; the one that becomes process 1 has pid 1 in them. */
function childOf(pid: number): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return children
      .map(Number)
      .find(child => /^NSpid:\s.*\s1$/m.test(readFileSync(`/proc/${child}/status`, 'utf8')))
  } catch {
    return undefined
  }
}

export function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 25))
}
