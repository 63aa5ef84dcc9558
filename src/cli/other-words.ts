const check = 'svreset check shows the services and what is wrong; svreset check SERVICE shows one'
const rotate =
  'svreset rotate SERVICE restarts one (svc -t) and waits until it is up; svreset without a command stops and starts everything'
const order = (letter: string, does: string) =>
  `svc -${letter} DIRECTORY ${does}; svreset gives no such order by itself`

/** What people type who know another service manager, and what does it here. */
export const otherWords: ReadonlyMap<string, string> = new Map([
  ...['status', 'stat', 'show', 'list', 'ls', 'ps', 'svstat', 'doctor', 'diagnose', 'health'].map(
    (word): [string, string] => [word, check],
  ),
  ...['restart', 'reload', 'bounce'].map((word): [string, string] => [word, rotate]),
  ...['start', 'up', 'enable'].map((word): [string, string] => [word, order('u', 'starts a service')]),
  ...['stop', 'down', 'disable'].map((word): [string, string] => [word, order('d', 'stops a service')]),
  ...['kill'].map((word): [string, string] => [word, order('k', 'kills a service')]),
  ...['fix', 'heal', 'cure'].map((word): [string, string] => [
    word,
    'svreset repair cures what svreset check finds; with --dry-run it shows how',
  ]),
  ...['undo', 'rollback', 'revert'].map((word): [string, string] => [
    word,
    'svreset restore puts the recorded links back',
  ]),
  ...['log', 'logs', 'tail'].map((word): [string, string] => [
    word,
    'svreset check SERVICE shows the last lines of its log',
  ]),
  ...['history', 'journal'].map((word): [string, string] => [word, 'svreset runs lists earlier runs']),
  ...['watch', 'monitor', 'top'].map((word): [string, string] => [word, 'svreset check --watch']),
  ...['continue', 'go'].map((word): [string, string] => [
    word,
    'svreset resume continues an interrupted run',
  ]),
])
