// code-cache.mjs SCRIPT...: writes beside each script the code that V8 compiles from it.
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Script } from 'node:vm'

for (const path of process.argv.slice(2)) {
  const source = await readFile(path, 'latin1')
  const script = new Script(source, { filename: basename(path) })
  await writeFile(`${path}.cache`, script.createCachedData())
}
