import type { OperationKind, OperationOf } from '../../../src/contract/operation.js'

const process = { pid: 7, startTime: 1 }
const link = {
  ...{ name: 'nginx', target: '/usr/local/nginx', directory: '1:2' },
  ...{ uid: 0, gid: 0, modified: '1970-01-01T00:00:00.000000Z' },
}

/** One of each kind. */
export const samples: { readonly [K in OperationKind]: OperationOf<K> } = {
  'write-manifest': { kind: 'write-manifest', links: [link] },
  unlink: { kind: 'unlink', link },
  link: { kind: 'link', link },
  command: { kind: 'command', argv: ['svc', '-dx', link.target], cwd: '/', env: { A: 'b' }, timeout: 5 },
  signal: {
    ...{ kind: 'signal', signal: 'SIGHUP', process, what: 'init' },
    serves: { service: 'nginx', how: 'listens on tcp 127.0.0.1:80' },
  },
  control: { kind: 'control', orders: 'dx', process, what: 'supervise nginx' },
  hold: { kind: 'hold', process },
  release: { kind: 'release' },
  'add-down': { kind: 'add-down', services: [{ name: 'nginx', directory: link.target }] },
  'remove-down': { kind: 'remove-down', services: [{ name: 'nginx', directory: link.target }] },
  'set-aside': {
    kind: 'set-aside',
    files: [{ name: 'nginx', directory: link.target, file: 'control' }],
  },
  'undo-by': { kind: 'undo-by', operations: [{ kind: 'undo-by', operations: [{ kind: 'release' }] }] },
  start: {
    kind: 'start',
    launch: {
      ...{ argv: ['svscanboot'], directory: '/', environment: { PATH: '/bin' }, umask: 18 },
      ...{ limits: { nofile: '1024:4096' }, user: { uid: 7, gid: 7, groups: [7] } },
    },
  },
  attach: {
    ...{ kind: 'attach', argv: ['svscan', '/etc/service'], like: process },
    ...{ input: null, output: { process, descriptor: 1 } },
  },
  'await-scan': { kind: 'await-scan', svscan: process, lead: 350 },
  drain: { kind: 'drain', process, what: 'the log of nginx' },
  'end-line': { kind: 'end-line', process, what: 'nginx/log' },
  'save-unread-lines': { kind: 'save-unread-lines', process, what: 'svscan' },
  'clear-title': { kind: 'clear-title', process, text: 'supervise: fatal' },
  limit: { kind: 'limit', process, openFiles: '4096:4096', before: '1024:4096', what: 'svscan' },
}
