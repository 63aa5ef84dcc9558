// structure.mjs [CHECKOUT]: how hard it is to find one's way in src/, in figures; docs/decisions/floor-plan.md has them for
// two versions. CHECKOUT: another one that has been built, to compare with; default: this one. As root, on Debian with
// daemontools: the walks run in drills.
//
// circles   files that import each other in a circle, types included, and imports against the order of folders
// walk      which files of src/ have a function on the stack whenever a system call carries a value: what one opens to
//           follow it. A link's name from its directory to the manifest, its removal and its return (svreset --yes);
//           --service-dir from argv to the last file below it (svreset check); a service through svreset repair.
// frames    functions from startRun to the call that removes the first link
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)))

/** Folders from the bottom to the top; the second is the order of before the floor plan, as the folders were then called. */
const orders = {
  contract:
    'text yaml system contract runbook restart diagnosis findings check actions repair journal engine history render drill cli',
  commands:
    'yaml system runbook restart diagnosis actions repair run story output drill check runbook-tools completion commands man',
}
const present = readdirSync(join(root, 'src'))
const order = (present.includes('contract') ? orders.contract : orders.commands).split(' ')

const files = readdirSync(join(root, 'src'), { recursive: true })
  .filter(name => /\.tsx?$/.test(name))
  .concat(
    readdirSync(join(root, 'torture'))
      .filter(name => name.endsWith('.ts'))
      .map(name => `../torture/${name}`),
  )
const imports = new Map(files.map(file => [file, importsOf(file)]))
const upward = new Set()
for (const [file, targets] of imports) {
  for (const target of targets) {
    const [from, to] = [file, target].map(name => order.indexOf(name.split('/')[0]))
    if (from >= 0 && to > from) upward.add(`${order[from]} -> ${order[to]}`)
  }
}
console.log(
  `files ${files.length}, circles of files ${circles(imports)}, folder arrows against the order ${upward.size}`,
)

const scratch = mkdtempSync(join(tmpdir(), 'svreset-structure-'))
try {
  const reset = trace('happy', ['--yes'], 'nginx')
  console.log(`a link's name through a reset: ${reset.files.length} files`)
  const check = trace('happy', ['check', '--service-dir', '/etc/service'], '/etc/service')
  console.log(`--service-dir through a check: ${check.files.length} files`)
  const repair = trace('service-paused', ['repair', '--yes'], '/usr/local/')
  console.log(`a service through a repair: ${repair.files.length} files`)
  console.log(`frames from startRun to the removal of a link: ${reset.frames}`)
  if (process.argv.includes('--verbose'))
    for (const walk of [reset, check, repair]) console.log(walk.files.join('\n'), '\n')
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function importsOf(file) {
  const source = readFileSync(join(root, 'src', file), 'utf8')
  return [...source.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].flatMap(([, name]) => {
    const path = join(dirname(file), name)
    return [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')].filter(each => files.includes(each))
  })
}

/** Tarjan's strongly connected components of more than one file. */
function circles(graph) {
  const index = new Map()
  const low = new Map()
  const stack = []
  let found = 0
  const visit = node => {
    index.set(node, index.size)
    low.set(node, index.get(node))
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)))
    }
    if (low.get(node) !== index.get(node)) return
    const members = stack.splice(stack.indexOf(node))
    if (members.length > 1) found++
  }
  for (const node of graph.keys()) if (!index.has(node)) visit(node)
  return found
}

/** Runs svreset in a drill, and asks at each call of node:fs that carries the text who is on the stack. */
function trace(scenario, words, text) {
  const hook = join(scratch, 'hook.cjs')
  const output = join(scratch, 'stacks.json')
  writeFileSync(hook, hookSource(text, output))
  const main = join(root, 'dist/main.js')
  execFileSync(
    process.execPath,
    [main, 'drill', scenario, '--', process.execPath, '--require', hook, main, ...words],
    {
      stdio: 'ignore',
    },
  )
  const modules = moduleLines(readFileSync(join(root, 'dist/svreset.js'), 'utf8'))
  const stacks = JSON.parse(readFileSync(output, 'utf8'))
  const opened = new Set(stacks.flatMap(({ lines }) => lines.map(line => moduleAt(modules, line))))
  const removal = stacks.find(({ call }) => call === 'unlinkSync')
  const frames = removal === undefined ? null : removal.names.findIndex(name => /startRun/.test(name)) + 1
  return { files: [...opened].filter(name => name?.startsWith('src/')).sort(), frames }
}

function hookSource(text, output) {
  return `
    const fs = require('node:fs')
    Error.stackTraceLimit = 60
    const found = new Map()
    for (const call of Object.keys(fs).filter(name => typeof fs[name] === 'function' && /^[a-z]/.test(name))) {
      const real = fs[call]
      fs[call] = function (...words) {
        if (words.some(word => (typeof word === 'string' || Buffer.isBuffer(word)) && word.includes(${JSON.stringify(text)}))) {
          const stack = new Error().stack
          const frames = stack.split('\\n').filter(line => /svreset\\.js:\\d+/.test(line))
          const lines = frames.map(line => Number(/svreset\\.js:(\\d+)/.exec(line)[1]))
          const key = call === 'unlinkSync' ? call + lines : lines.join()
          if (!found.has(key)) found.set(key, { call, lines, names: frames.map(line => line.trim()) })
        }
        return real.apply(this, words)
      }
      Object.assign(fs[call], real)
    }
    const write = fs.writeFileSync
    process.on('exit', () => write(${JSON.stringify(output)}, JSON.stringify([...found.values()])))`
}

/** esbuild writes above each module where it is from. */
function moduleLines(bundle) {
  return bundle.split('\n').flatMap((line, index) => {
    const name = /^\/\/ (\S+\.tsx?)$/.exec(line)?.[1]
    return name === undefined ? [] : [{ line: index + 1, name: relative(root, resolve(root, name)) }]
  })
}

function moduleAt(modules, line) {
  return modules.findLast(module => module.line <= line)?.name
}
