import { readlinkSync } from 'node:fs'
import { serviceHome, writeProgram } from './service.js'

/** A server that tells each caller its pid, in Perl, which every Debian has. */
const text = String.raw`#!/usr/bin/perl
# server PORT [background] [close] [sessions]: listens on 127.0.0.1:PORT.
#   background: goes into the background as daemons do; close: and closes what it has inherited
#   worker: has a child that listens too
#   call: calls it instead, and stays connected
#   sessions: leaves each caller to a child, which outlives it; USR2: a new one takes over and listens on
use strict;
use Socket;
use POSIX 'setsid';
my ($port, %is) = (shift, map { $_ => 1 } @ARGV);
my @again = ($0, $port, @ARGV);
$^F = 9;
my $socket;
if ($is{call}) {
  socket $socket, PF_INET, SOCK_STREAM, 0 or die "$!";
  connect $socket, sockaddr_in($port, INADDR_LOOPBACK) or die "$!";
  1 while sysread $socket, my $reply, 99;
  exit 0;
}
if (defined $ENV{LISTEN}) { open $socket, '+<&=', $ENV{LISTEN} or die "$!" }
else {
  socket $socket, PF_INET, SOCK_STREAM, 0 or die "$!";
  setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1;
  bind $socket, sockaddr_in($port, INADDR_LOOPBACK) or die "unable to bind to port $port: $!\n";
  listen $socket, 9;
}
if ($is{background} && !defined $ENV{LISTEN}) {
  exit 0 if fork;
  setsid;
  exit 0 if fork;
  if ($is{close}) { chdir '/'; open STDIN, '<', '/dev/null'; open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null' }
}
if ($is{worker} && !fork) { $0 = "worker on $port"; sleep 1 while 1 }
$0 = "server $port" unless $is{close}; # that writes over its environment
$SIG{CHLD} = 'IGNORE';
$SIG{USR2} = sub { if (!fork) { $ENV{LISTEN} = fileno $socket; exec @again } };
for (;;) {
  accept my $caller, $socket or next;
  if ($is{sessions}) {
    if (fork) { close $caller; next }
    close $socket;
    $0 = "session on $port";
    syswrite $caller, "pid $$\n";
    1 while sysread $caller, my $more, 99;
    exit 0;
  }
  syswrite $caller, "pid $$\n";
  close $caller;
}
`

const server = `${serviceHome}/bin/server`

/** Writes the program, and returns `server PORT`, the beginning of the command that runs it. */
export async function serverCommand(): Promise<string> {
  await writeProgram(server, text)
  return `${server} ${drillPort()}`
}

/** Drills have the network of the machine in common: each has a port of its own. */
function drillPort(): number {
  const [, namespace = '0'] = /(\d+)/.exec(readlinkSync('/proc/self/ns/pid')) ?? []
  return 20_000 + (Number(namespace) % 10_000)
}
