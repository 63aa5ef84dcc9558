import { outputFile } from 'fs-extra/esm'
import { linkService, makeService, serviceHome, writeProgram } from '../../stage/service.js'
import { withLog } from '../../stage/supervision.js'
import { userNobody } from '../../stage/users.js'
import { runOf, startWithNginx, tinydnsRuns, untilRuns, unusual } from './unusual.js'

export const shortLived = unusual(
  'short-lived',
  'a server has a process for each request: they come and go, some as orphans, some as zombies',
  async stage => {
    await writeProgram(`${serviceHome}/bin/requests`, requests)
    await tinydnsRuns(stage, `exec ${serviceHome}/bin/requests`)
    await untilRuns('request')
    return 'tinydns has about 20 new processes each second'
  },
)

/** Each second child leaves its work to one of its own and ends; the server reaps only now and then. */
const requests = `#!/usr/bin/perl
use POSIX ':sys_wait_h';
$0 = 'requests';
sub wait_for { select undef, undef, undef, $_[0] }
for (my $n = 1; ; $n++) {
  if (!fork) {
    $0 = 'request';
    exit 0 if $n % 2 && fork;
    wait_for 0.5;
    exit 0;
  }
  wait_for 0.05;
  if ($n % 20 == 0) { 1 while waitpid(-1, WNOHANG) > 0 }
}
`

export const wrapped = unusual(
  'wrapped',
  'run is a chain of programs that each become the next one, with another user, limits and a lock at the end',
  async stage => {
    const user = (await userNobody()) === undefined ? '' : 'setuidgid nobody '
    await outputFile(`${serviceHome}/tinydns/env/PORT`, '53\n')
    const directory = await tinydnsRuns(
      stage,
      `exec setlock -n ./lock envuidgid nobody envdir ./env softlimit -o 64 -d 100000000 ${user}pgrphack sleep 1000000`,
    )
    await untilRuns('sleep 1000000', directory)
    return 'what supervise started for tinydns has become seven other programs, one after the other'
  },
)

export const interpreted = unusual(
  'interpreted',
  'run is in Perl, or a shell that stays, or a shell that becomes a shell',
  async stage => {
    const runs = {
      perl: '#!/usr/bin/env perl\n$0 = "in Perl"; sleep 1000 while 1;\n',
      stays: '#!/bin/sh\nexec 2>&1\nsleep 1000000\necho never\n',
      chain: runOf(`exec sh -c 'exec "$@"' sh sh -c "exec env -i PATH=$PATH sleep 1000000"`),
    }
    const directories: string[] = []
    for (const [name, run] of Object.entries(runs)) {
      directories.push(await makeService(name, { run }))
      await linkService(directories.at(-1) ?? '')
    }
    await startWithNginx(stage, ...directories.flatMap(withLog))
    await untilRuns('in Perl')
    for (const name of ['stays', 'chain']) await untilRuns('sleep 1000000', `${serviceHome}/${name}`)
    return 'perl, stays and chain are up'
  },
)

export const jailed = unusual(
  'jailed',
  'a service has a root of its own (chroot), another one a process table of its own',
  async stage => {
    const chroot =
      '#!/usr/bin/perl\nmkdir "root"; chroot "root" or die; chdir "/"; $0 = "in a chroot"; sleep 1000 while 1;\n'
    const inside = await makeService('inside', { run: chroot })
    const apart = runOf('exec unshare --pid --fork --mount-proc --kill-child sh -c "sleep 1000000; exit"')
    const contained = await makeService('contained', { run: apart })
    for (const directory of [inside, contained]) await linkService(directory)
    await startWithNginx(stage, ...withLog(inside), ...withLog(contained))
    await untilRuns('in a chroot')
    await untilRuns('sleep 1000000', contained)
    return 'inside runs in a chroot; contained runs in a PID namespace'
  },
)
