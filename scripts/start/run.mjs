import { Script } from 'node:vm'

// Node takes 2 ms to load these, and most commands call nothing in them: loaded when something in them is named.
const seldom = ['node:child_process', 'node:crypto']

/**
 * Runs a script of the build. V8 uses what the build has compiled, so a start takes 20 ms less. The compiled code is as
 * trustworthy as the script, because the same build makes both and the same user owns them. If V8 has another version or
 * other flags than at the build, it refuses the code and compiles.
 * `read`: gives the bytes of a file of the build, or undefined if there is none.
 */
export function run(name, directory, read) {
  const modules = new Map()
  return load(name)

  function load(each) {
    const loaded = modules.get(each)
    if (loaded !== undefined) return loaded.exports
    const module = { exports: {} }
    modules.set(each, module)
    const file = each.slice(2)
    const filename = `${directory}/${file}`
    // esbuild writes ASCII.
    const script = new Script(read(file).latin1Slice(), { filename, cachedData: read(`${file}.cache`) })
    script.runInThisContext()(module.exports, requireLate, module, filename, directory)
    return module.exports
  }

  function requireLate(each) {
    if (each.startsWith('./')) return load(each)
    return seldom.includes(each) ? new Proxy({}, { get: (_, key) => require(each)[key] }) : require(each)
  }
}
