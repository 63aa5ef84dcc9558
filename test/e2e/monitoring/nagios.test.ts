import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { skipWithout } from '../support/lacks.js'
import { tools, toolsEnvironment, toolsLack } from '../support/tools.js'

/** The drill's /etc is its own already. svreset refuses a svscan that sees other mounts: they all see this /run. */
const prepare = 'mount -t tmpfs -o mode=755 run /run; mkdir /run/sshd /etc/remote'

/** Two daemons in a network of their own. NRPE runs as its packages have it, as nagios; sudo lets it run one command. */
const servers = `
ip link set lo up
cd /etc/remote
for user in sshd nagios; do
  id $user >/dev/null 2>&1 || echo "$user:*:$([ $user = sshd ] && echo 64901 || echo 64902):65534::/run/sshd:/usr/sbin/nologin" >>/etc/passwd
done
ssh-keygen -q -t ed25519 -N '' -f host
ssh-keygen -q -t ed25519 -N '' -f key
cat >sshd_config <<CONFIG
ListenAddress 127.0.0.1:2222
HostKey /etc/remote/host
AuthorizedKeysFile /etc/remote/authorized
PidFile none
UsePAM no
StrictModes no
SetEnv PATH=$PATH
CONFIG
echo "command=\\"svreset check --format nagios\\",restrict $(cat key.pub)" >authorized
echo "[127.0.0.1]:2222 $(cat host.pub)" >known
cat >nrpe.cfg <<CONFIG
server_address=127.0.0.1
server_port=5666
allowed_hosts=127.0.0.1
nrpe_user=nagios
nrpe_group=nogroup
command[check_svreset]=/usr/bin/sudo -n $(command -v svreset) check --format nagios
CONFIG
cat >/etc/sudoers.d/svreset <<SUDOERS
Defaults secure_path=$PATH
nagios ALL=(root) NOPASSWD: $(command -v svreset) check --format nagios
SUDOERS
chmod 440 /etc/sudoers.d/svreset
"$TOOLS"/usr/sbin/sshd -D -e -f sshd_config 2>/etc/remote/sshd.log &
"$TOOLS"/usr/sbin/nrpe -c /etc/remote/nrpe.cfg -f >/etc/remote/nrpe.log 2>&1 &
echo $$ >starting
mv starting pid
exec sleep 1000000`

/** As an operator's monitoring host would, inside the network of the servers. */
const plugins = {
  check_by_ssh: [
    ...['-H', '127.0.0.1', '-p', '2222', '-l', 'root', '-i', '/etc/remote/key', '-t', '30'],
    ...['-o', 'UserKnownHostsFile=/etc/remote/known', '-C', 'svreset check --format nagios'],
  ],
  check_nrpe: ['-H', '127.0.0.1', '-t', '30', '-c', 'check_svreset'],
} as const

describe.each(Object.keys(plugins) as (keyof typeof plugins)[])('%s', plugin => {
  let drill: TestDrill
  let server: string
  beforeEach(context => skipWithout(context, toolsLack()))
  beforeAll(async () => {
    if (toolsLack() !== null) return
    drill = await openLastingDrill('happy', { prepare })
    await drill.sh('exec svreset check --json >/dev/null') // waits until nothing is young any more
    drill.spawn(['unshare', '--net', '--fork', '--kill-child', 'env', ...environment, 'sh', '-ec', servers])
    server = (await drill.sh('until [ -e /etc/remote/pid ]; do sleep 0.05; done; cat /etc/remote/pid')).trim()
    const port = plugin === 'check_by_ssh' ? '2222' : '5666'
    await drill.sh(
      'until nsenter --net --target "$1" bash -c "exec 3<>/dev/tcp/127.0.0.1/$2" 2>/dev/null; do sleep 0.05; done',
      server,
      port,
    )
  })
  afterAll(() => drill?.close())

  const environment = [`TOOLS=${tools}`, `LD_LIBRARY_PATH=${toolsEnvironment.LD_LIBRARY_PATH}`]
  const check = () =>
    drill.run([
      ...['nsenter', '--net', '--target', server, 'env', ...environment],
      ...[`${tools}/usr/lib/nagios/plugins/${plugin}`, ...plugins[plugin]],
    ])

  it('brings the line and the exit code of a happy system', async () => {
    const { stdout, exitCode } = await check()
    expect([stdout, exitCode]).toEqual([
      expect.stringMatching(/^SVRESET OK - 4 services, 3 up, nothing wrong ?\| ?services=4;; up=3;;/),
      0,
    ])
  })

  it('brings those of a sick one', async () => {
    await drill.sh('mv /usr/local/nginx/run /usr/local/nginx/away; svc -t /etc/service/nginx')
    const { stdout, exitCode } = await check()
    expect([stdout, exitCode]).toEqual([
      expect.stringMatching(
        /^SVRESET CRITICAL - 4 services, 2 up; 1 finding[^|]*: nginx [\s\S]*critical: nginx .* \(run-missing\)/,
      ),
      2,
    ])
  })
})
