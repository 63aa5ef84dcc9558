// code-cache.mjs SCRIPT...: writes beside each script the code that V8 compiles from it.
import { readFile, writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector'
import { basename } from 'node:path'
import { Script } from 'node:vm'

/**
 * V8 compiles a function when it is first called, and a cache made before that does not hold it. These modules are what
 * `svreset check` runs, every minute in monitoring: they are compiled whole. All of the others would make the start slower.
 */
const compiledWhole =
  /^(?:src\/(?:main\.ts|(?:text|system|diagnosis|findings|check)\/|cli\/(?:program\.ts|(?:check|settings)\/|commands\/[^/]*$)|render\/check-json|journal\/(?:candidate|state))|node_modules\/commander\/)/

for (const path of process.argv.slice(2)) {
  const source = await readFile(path, 'latin1')
  const session = new Session()
  session.connect()
  let scriptId
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.url === basename(path)) scriptId = params.scriptId
  })
  session.post('Debugger.enable')
  const script = new Script(source, { filename: basename(path) })
  // Only makes the function that the script is; the inspector hears of it then.
  script.runInThisContext()
  for (const { start, end } of rangesOf(source)) {
    const [from, to] = [start, end].map(lineNumber => ({ scriptId, lineNumber, columnNumber: 0 }))
    // To tell where a debugger may stop, V8 compiles what lies there, and runs nothing.
    session.post('Debugger.getPossibleBreakpoints', { start: from, end: to }, error => {
      if (error) throw error
    })
  }
  session.disconnect()
  await writeFile(`${path}.cache`, script.createCachedData())
}

/** The lines of these modules: above each, esbuild writes the path of its file. */
function rangesOf(source) {
  const lines = source.split('\n')
  const modules = lines.flatMap((line, start) => {
    const [, name] = /^\s*\/\/ ((?:src|node_modules)\/\S+)$/.exec(line) ?? []
    return name === undefined ? [] : { name, start }
  })
  return modules.flatMap(({ name, start }, index) =>
    compiledWhole.test(name) ? { start, end: modules[index + 1]?.start ?? lines.length - 1 } : [],
  )
}
