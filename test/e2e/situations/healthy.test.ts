import { describe, it } from 'vitest'
import { healthyScenarios } from '../../../src/drill/scenarios.js'
import { checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'

/** What ends or changes by itself while we look: names in paths and working directories. */
const byItself: Readonly<Record<string, RegExp>> = { saving: /tinydns|saved/ }

/** Without the option of check, repair tells of them, and leaves them to a person. */
const leftToAPerson = ['directories']

describe.concurrent('nothing is wrong, though it looks so', { timeout: 200_000 }, () => {
  for (const { name, checkedWith = [] } of healthyScenarios) {
    it(`${name}: check is happy, and repair does nothing`, async ({ expect }) => {
      await using drill = await openLastingDrill(name, { services: 150 })
      const others = (line: string) => byItself[name]?.test(line) !== true
      const processes = (await lastingProcesses(drill)).filter(others)
      const { verdict, exitCode, findings } = await checkJson(drill, ...checkedWith)
      expect({ verdict, exitCode, findings }).toEqual({ verdict: 'happy', exitCode: 0, findings: [] })

      const files = (await filesOf(drill)).filter(others)
      expect(processes.length).toBeGreaterThan(0)
      expect(files.length).toBeGreaterThan(0)
      const repair = await drill.svreset('repair', '--yes', '--service-dir', '/etc/service')
      const left = leftToAPerson.includes(name)
      expect([repair.exitCode, repair.stdout]).toEqual([
        left ? 1 : 0,
        expect.stringMatching(left ? /Left to you:/ : /Nothing to repair\.\n$/),
      ])
      expect((await filesOf(drill)).filter(others)).toEqual(files)
      expect((await lastingProcesses(drill)).filter(others)).toEqual(processes)
    })
  }
})

/** All processes that are there at two looks, with the time of their start: no child of a moment. */
async function lastingProcesses(drill: TestDrill): Promise<string[]> {
  return (await drill.run(['perl', '-e', processes])).stdout.split('\n').filter(Boolean)
}

const processes = String.raw`
sub look {
  my %there;
  for my $stat (glob '/proc/[0-9]*/stat') {
    open my $file, '<', $stat or next;
    my ($pid, $name, $state, $parent, $start) = <$file> =~ /^(\d+) \((.*)\) (\S) (\d+) (?:\S+ ){17}(\d+)/s or next;
    # What the test itself has brought in has its parent outside.
    next if $state eq 'Z' || $parent == 0 && $pid != 1;
    my $directory = readlink("/proc/$pid/cwd") // '';
    # Who runs and who waits changes by itself; who is stopped does not.
    my $stopped = $state eq 'T' ? 'T' : '-';
    $there{"$pid $start $parent $stopped $name in $directory" =~ s/\n/ /gr} = 1;
  }
  return \%there;
}
my $first = look;
sleep 2;
my $second = look;
print "$_\n" for grep { $first->{$_} } sort keys %$second;
`

/** All that is known of each file of the services, of the svscan directory, and of runs of svreset. */
async function filesOf(drill: TestDrill): Promise<string[]> {
  const text = await drill.sh(`
    find /etc/service /usr/local /var/lib -newercc /etc/svreset-drill/init -printf '%p %i %M %U:%G %s %T@ %C@ %l\\0' |
      tr '\\n' ' ' | tr '\\0' '\\n' | sort`)
  return text.split('\n').filter(Boolean)
}
