import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { type Controller, controllerArgv } from './controllers.js'
import { openLastingDrill, type TestDrill } from './drill.js'
import { connect, type Network, openNetwork } from './network.js'
import { tools, toolsEnvironment } from './tools.js'

const collection = fileURLToPath(new URL('../../../ansible', import.meta.url))

export interface FleetHost {
  readonly drill: TestDrill
  /** Ends its sshd, with every connection. */
  cut(): Promise<void>
  /** Starts its sshd again. */
  connect(): Promise<void>
}

export interface Play {
  readonly exitCode: number
  /** Both outputs, as they came. */
  readonly output: string
  /** The last lines: `ok`, `changed`, `unreachable`, `failed`, … of each host. */
  readonly recap: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** Hosts with a drill and a sshd each, and a controller, in networks of their own. */
export interface Fleet extends AsyncDisposable {
  readonly hosts: Readonly<Record<string, FleetHost>>
  /** A directory of the controller's. */
  readonly place: string
  /** Runs a playbook of the collection. */
  play(playbook: string, ...options: string[]): Promise<Play>
  /** The argv and environment of that, for terminals. */
  command(playbook: string, ...options: string[]): { argv: [string, ...string[]]; env: NodeJS.ProcessEnv }
  close(): Promise<void>
}

/** In the order of the inventory: a scenario, or with what else the drill is prepared. */
export type Hosts = Readonly<Record<string, { readonly scenario: string; readonly prepare?: string }>>

export async function openFleet(wanted: Hosts, controller: Controller): Promise<Fleet> {
  const place = mkdtempSync(`${tmpdir()}/svreset-fleet-`)
  const open: AsyncDisposable[] = []
  const close = async () => {
    await Promise.all(open.map(each => each[Symbol.asyncDispose]()))
    rmSync(place, { recursive: true, force: true })
  }
  try {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${place}/key`])
    const network = await openNetwork()
    open.push({ [Symbol.asyncDispose]: network.close })
    const entries = await Promise.all(
      Object.entries(wanted).map(async ([name, what], index) => {
        const own = await openNetwork()
        open.push({ [Symbol.asyncDispose]: own.close })
        const address = connect(network, own, index + 1)
        const drill = await openLastingDrill(what.scenario, { prepare: `${prepare}\n${what.prepare ?? ''}` })
        open.push(drill)
        // Waits until nothing is young any more, on all hosts at the same time.
        await drill.sh('svreset check >/dev/null 2>&1 || :')
        const host = await openHost(drill, own, readFileSync(`${place}/key.pub`, 'utf8').trim())
        return { name, address, host }
      }),
    )
    cpSync(collection, `${place}/collections/ansible_collections/svreset/fleet`, { recursive: true })
    writeFileSync(
      `${place}/inventory`,
      `[fleet]\n${entries.map(({ name, address }) => `${name} ansible_host=${address}`).join('\n')}\n${common(place)}`,
    )
    const command: Fleet['command'] = (playbook, ...options) => ({
      argv: network.enter(controllerArgv(controller, place, playbook, options)),
      env: environment(place),
    })
    return {
      hosts: Object.fromEntries(entries.map(({ name, host }) => [name, host])),
      place,
      command,
      play: async (...words) => {
        const { argv, env } = command(...words)
        const [file, ...rest] = argv
        const options = {
          env,
          extendEnv: false,
          all: true,
          reject: false,
          input: '',
          timeout: 600_000,
        } as const
        const { all, exitCode } = await execa(file, rest, options)
        return { exitCode: exitCode ?? 1, output: all, recap: recapOf(all) }
      },
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** The drill's /etc is its own already. svreset refuses a svscan that sees other mounts: they all see this /run. */
const prepare = 'mount -t tmpfs -o mode=755 run /run; mkdir /run/sshd /etc/remote'

const server = `
grep -q ^sshd: /etc/passwd || echo 'sshd:*:64901:65534::/run/sshd:/usr/sbin/nologin' >>/etc/passwd
cd /etc/remote
[ -e host ] || ssh-keygen -q -t ed25519 -N '' -f host
cat >sshd_config <<CONFIG
ListenAddress 0.0.0.0:22
HostKey /etc/remote/host
AuthorizedKeysFile /etc/remote/authorized
PidFile none
UsePAM no
StrictModes no
Subsystem sftp internal-sftp
SetEnv PATH=$PATH
CONFIG
echo "$1" >authorized
exec "$TOOLS"/usr/sbin/sshd -D -e -f /etc/remote/sshd_config`

async function openHost(drill: TestDrill, network: Network, key: string): Promise<FleetHost> {
  const env = ['env', `TOOLS=${tools}`, `LD_LIBRARY_PATH=${toolsEnvironment.LD_LIBRARY_PATH}`]
  const connect = async () => {
    const [file, ...argv] = network.enter(drill.enter([...env, 'sh', '-ec', server, 'sh', key]))
    const path = await drill.sh('echo "$PATH"')
    const sshd = spawn(file, argv, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: path.trim() } })
    for await (const line of sshd.stderr.setEncoding('utf8'))
      if (String(line).includes('Server listening')) break
    sshd.stderr.resume()
  }
  await connect()
  return {
    drill,
    connect,
    cut: async () => {
      await drill.sh('pkill -KILL -x sshd; while pgrep -x sshd >/dev/null; do sleep 0.02; done')
    },
  }
}

const common = (place: string) => `
[fleet:vars]
ansible_user=root
ansible_ssh_private_key_file=${place}/key
ansible_python_interpreter=/usr/bin/python3
ansible_remote_tmp=/etc/remote/tmp
ansible_ssh_common_args='-F none -o UserKnownHostsFile=${place}/known -o StrictHostKeyChecking=accept-new -o ConnectTimeout=5'
`

const environment = (place: string): NodeJS.ProcessEnv => ({
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: place,
  TERM: 'dumb',
  LC_ALL: 'C.UTF-8',
  ANSIBLE_NOCOLOR: '1',
  ANSIBLE_PIPELINING: '1',
  ANSIBLE_HOME: `${place}/.ansible`,
  ANSIBLE_COLLECTIONS_PATH: `${place}/collections`,
  ANSIBLE_INVENTORY: `${place}/inventory`,
  ANSIBLE_RETRY_FILES_ENABLED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
})

function recapOf(output: string): Play['recap'] {
  const rows = [...(output.split('PLAY RECAP')[1] ?? '').matchAll(/^(\S+) +: (ok=.*)$/gm)]
  return Object.fromEntries(
    rows.map(([, host, counts]) => [
      host,
      Object.fromEntries(
        [...(counts ?? '').matchAll(/(\w+)=(\d+)/g)].map(([, name, n]) => [name, Number(n)]),
      ),
    ]),
  )
}
