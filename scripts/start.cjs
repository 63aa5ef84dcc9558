#!/bin/sh
':' /*
# To sh this is a script. Node obeys these before its first line: they have it run code, or write files, of whoever has set
# them, and sudo can be told to let them through. They go before Node starts. (`:` and what follows it is nothing to sh, and
# a comment to Node; env(1) has -S for such a line, but not everywhere.)
unset NODE_OPTIONS NODE_PATH NODE_COMPILE_CACHE NODE_V8_COVERAGE NODE_REDIRECT_WARNINGS NODE_EXTRA_CA_CERTS NODE_ICU_DATA NODE_CHANNEL_FD NODE_UNIQUE_ID NODE_PRESERVE_SYMLINKS NODE_PRESERVE_SYMLINKS_MAIN OPENSSL_CONF OPENSSL_ENGINES OPENSSL_MODULES SSL_CERT_DIR SSL_CERT_FILE
exec node "$0" "$@"
*/
// Runs svreset.js. V8 uses what the build has compiled (the .cache beside each script), so a start takes 20 ms less.
// The cache is as trustworthy as the script, because the same build makes both and the same user owns them. If V8 has
// another version or other flags than at the build, it refuses the cache and compiles.
'use strict'
// Whoever is on this machine could make us run his code through Node's inspector, which SIGUSR1 opens where nobody
// listens for it. One that came before this line has opened it, or is about to.
process.on('SIGUSR1', () => {})
process._debugEnd?.()
setImmediate(() => process._debugEnd?.())
// A write past the limit fails with EFBIG as long as somebody listens; libraries that listen for a moment, and stop,
// leave the signal deadly.
process.on('SIGXFSZ', () => {})

const { existsSync, readFileSync } = require('node:fs')
const { Script } = require('node:vm')

refuseWhatNodeHasObeyed()

// Node takes 2 ms to load these, and most commands call nothing in them: loaded when something in them is named.
const seldom = ['node:child_process', 'node:crypto']

const modules = new Map()
load('./svreset.js')

function load(name) {
  const loaded = modules.get(name)
  if (loaded !== undefined) return loaded.exports
  const module = { exports: {} }
  modules.set(name, module)
  const filename = `${__dirname}/${name.slice(2)}`
  // esbuild writes ASCII.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: cacheOf(filename) })
  script.runInThisContext()(module.exports, requireLate, module, filename, __dirname)
  return module.exports
}

function requireLate(name) {
  if (name.startsWith('./')) return load(name)
  return seldom.includes(name) ? new Proxy({}, { get: (_, key) => require(name)[key] }) : require(name)
}

function cacheOf(filename) {
  const cache = `${filename}.cache`
  return existsSync(cache) ? readFileSync(cache) : undefined
}

/** Started as `node main.js`, and so past the lines above. What has run already cannot be undone; nothing more is done. */
function refuseWhatNodeHasObeyed() {
  const { SUDO_UID = '0' } = process.env
  if (SUDO_UID === '0' || process.geteuid?.() !== 0) return
  const [, names] = /^unset (.+)$/m.exec(readFileSync(__filename, 'latin1'))
  const set = names.split(' ').filter(name => process.env[name] !== undefined)
  if (set.length === 0) return
  process.stderr.write(`svreset: error: unable to start through sudo with ${set.join(', ')} set
  reason: Node obeys ${set.join(', ')} at its start, and may have run another user's code as root already
  next: start svreset by its own name, not as an argument of node; and have sudo keep such variables back (sudoers, env_keep)
`)
  process.exit(3)
}
