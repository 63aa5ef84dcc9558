#!/usr/bin/env node
// Runs svreset.js. V8 does not compile again what the build has compiled (the .cache beside each script): a start takes
// 20 ms less. That code is as good as the script, made and owned by the same; where V8 has another version or other
// flags than at the build it refuses the cache, and compiles.
'use strict'
const { existsSync, readFileSync } = require('node:fs')
const { Script } = require('node:vm')

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
  return name.startsWith('./') ? load(name) : require(name)
}

function cacheOf(filename) {
  const cache = `${filename}.cache`
  return existsSync(cache) ? readFileSync(cache) : undefined
}
