import type { TestDrill } from './drill.js'

/**
 * Services that count aloud, so that a line that is lost leaves a gap. Each start begins at 1 with its own pid in each
 * line, and notes in /etc/sent/NAME.PID how many lines it has written: every one of them must be in its log.
 */
export const countingPrograms = `
mkdir -p /etc/sent && chmod 1777 /etc/sent
cat >/usr/local/bin/count <<'PERL'
#!/usr/bin/perl
# count NAME MILLISECONDS [BURST]: so many lines at once, then one at a time
my ($name, $pause, $burst) = @ARGV;
my $n = 0;
# What goes nowhere cannot be lost.
open(my $sent, '>', -p STDOUT ? "/etc/sent/$name.$$" : '/dev/null') or die "$!";
sub line { my $text = "$$ " . ++$n . "\\n"; syswrite(STDOUT, $text) == length $text or exit 1; sysseek($sent, 0, 0); syswrite($sent, "$n\\n") }
$SIG{TERM} = sub { exit 0 };
line() for 1 .. $burst || 0;
for (;;) { line(); select undef, undef, undef, $pause / 1000 }
PERL
cat >/usr/local/bin/slow-log <<'PERL'
#!/usr/bin/perl
# slow-log FILE MILLISECONDS: a log that takes its time for each line; told to end, it finishes the line that it has begun
my ($file, $pause) = @ARGV;
my ($end, $line) = (0, '');
$SIG{TERM} = sub { $end = 1 };
open(my $log, '>>', $file) or die "$!";
for (;;) {
  exit 0 if $end && $line eq '';
  my $read = sysread(STDIN, my $byte, 1);
  next if !defined $read;
  exit 0 if !$read;
  $line .= $byte;
  if ($byte eq "\\n") { syswrite($log, $line); $line = ''; select undef, undef, undef, $pause / 1000 }
}
PERL
chmod 755 /usr/local/bin/count /usr/local/bin/slow-log

# counting NAME MILLISECONDS [BURST]: its run, and a log that keeps every line
counting() {
  mkdir -p /usr/local/$1/log/main
  printf '#!/bin/sh\\nexec 2>&1\\nexec count %s %s %s\\n' "$1" "$2" "\${3-}" >/usr/local/$1/run
  printf '#!/bin/sh\\nexec multilog s16777215 n1000 ./main\\n' >/usr/local/$1/log/run
  chmod 755 /usr/local/$1/run /usr/local/$1/log/run
}
# behind NAME: thousands of lines wait in the pipe of its log, which keeps them outside of the service directory
behind() {
  mkdir -p /usr/local/kept/main
  printf '#!/bin/sh\\nexec slow-log /usr/local/kept/main/%s 1\\n' "$1" >/usr/local/$1/log/run
}
`

/** Ten healthy services with logs. */
export const healthyServices = `
for number in 01 02 03 04 05 06 07 08 09 10; do
  counting healthy-$number 50
  ln -s /usr/local/healthy-$number /etc/service/
done
`

/** Beside whatever a scenario makes. The sick one counts too, and thousands of lines wait for its log, where the scenario does not mind what it runs. */
export const tenHealthy = `${countingPrograms}${healthyServices}
idle=$(printf '#!/bin/sh\\nexec 2>&1\\necho starting\\nexec sleep 1000000')
for name in tinydns copy my_server-fastcgi; do
  if [ -d /usr/local/$name/log ] && [ -x /usr/local/$name/run ] && [ "$(cat /usr/local/$name/run)" = "$idle" ]; then
    counting $name 10 3000
    behind $name
  fi
done
`

/** The sick one runs what the scenario needs it to run. */
export const tenHealthyOnly = `${countingPrograms}${healthyServices}`

/** For scenarios that must not have more services than their own: those count, and are the healthy ones. */
export const theirOwnCount = `${countingPrograms}
for directory in /usr/local/dns-*; do
  name=\${directory#/usr/local/}
  counting healthy-$name 50
  rm -rf "$directory" && mv "/usr/local/healthy-$name" "$directory"
done
`

/** Every healthy service and its log: supervise, child, and when each was started. */
export async function healthyProcesses(drill: TestDrill): Promise<string[]> {
  const text = await drill.sh(`
    for p in $(pgrep -x supervise); do
      case $(readlink /proc/$p/cwd) in
      /usr/local/healthy-*|/usr/local/dns-*)
        for each in $p $(pgrep -P $p); do
          echo "$(readlink /proc/$p/cwd) $each $(sed 's/.*) //' /proc/$each/stat | cut -d' ' -f20)"
        done ;;
      esac
    done | sort`)
  return text.split('\n').filter(line => line !== '')
}

/** Waits until every healthy service and its log are up. */
export async function untilHealthy(drill: TestDrill): Promise<void> {
  await drill.sh(`
    for d in $(echo /usr/local/healthy-*/ | grep -v '[*]'); do
      for each in $d $d/log; do until svstat $each | grep -q ': up (pid'; do sleep 0.05; done; done
    done`)
}

/** Waits until supervise has written for the second time that what it runs is up, a second after it has started it. */
export async function untilSettled(drill: TestDrill): Promise<void> {
  await drill.sh(`
    until svstat /etc/service/* /etc/service/*/log | awk '{ if ($5 < 2) young = 1 } END { exit young }'
    do sleep 0.1; done`)
}

/**
 * Stops all that counts, waits until the logs have caught up, and tells which lines are lost: `NAME.PID: …` for each
 * start of a service whose lines are not all there, once each.
 */
export async function lostLines(drill: TestDrill): Promise<string[]> {
  const { stdout, stderr, exitCode } = await drill.run(['perl', '-e', compare], { timeout: 90_000 })
  if (exitCode !== 0) throw new Error(stdout + stderr)
  return stdout.split('\n').filter(line => line !== '')
}

/** Every log below /usr/local and /etc/service is read, as a directory may have been moved away; and what a run has kept. */
const compare = String.raw`
use strict;
kill 'STOP', split ' ', qx{pgrep -x count};
my %sent;
for my $file (glob '/etc/sent/*') {
  open my $lines, '<', $file;
  my ($id) = $file =~ m{([^/]+)$};
  $sent{$id} = <$lines> + 0;
}
die "nothing was sent" if !%sent;
my ($deadline, $least, $missing) = (time + 15, 1e9, 0);
my @lost;
do {
  my %seen;
  for my $file (split /\n/, qx{find /usr/local /etc/service/ -path '*/main/*' -type f; find /var/lib/svreset -name 'unread-*'}) {
    open my $lines, '<', $file or next;
    while (<$lines>) { $seen{$1}{$2}++ if /^(\d+) (\d+)$/ }
  }
  @lost = ();
  $missing = 0;
  for my $id (sort keys %sent) {
    my ($pid) = $id =~ /(\d+)$/;
    my @missing = grep { !$seen{$pid}{$_} } 1 .. $sent{$id};
    $missing += @missing;
    my @twice = grep { $seen{$pid}{$_} > 1 } keys %{$seen{$pid} || {}};
    push @lost, "$id: " . @missing . " of $sent{$id} lines are missing, $missing[0] first" if @missing;
    push @lost, "$id: " . @twice . " lines are there twice" if @twice;
  }
  # A log that still catches up is given time.
  ($least, $deadline) = ($missing, time + 15) if $missing < $least;
  select undef, undef, undef, 0.2 if @lost;
} while (@lost && time < $deadline);
print "$_\n" for @lost;
`
