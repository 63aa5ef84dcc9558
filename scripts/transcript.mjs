// npm run transcript: writes the two transcripts in README.md anew, from real drills (as root, on Debian, like the demo).
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'

const main = new URL('../dist/main.js', import.meta.url).pathname
const readme = new URL('../README.md', import.meta.url)
const env = {
  ...process.env,
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
}

const transcripts = { demo: demo(), question: await question() }
let text = readFileSync(readme, 'utf8')
for (const [name, transcript] of Object.entries(transcripts)) {
  const block = new RegExp(`(<!-- npm run transcript: ${name} -->\n\`\`\`text\n)[\\s\\S]*?(\n\`\`\`\n)`)
  if (!block.test(text)) throw new Error(`README.md has no place for the transcript ${name}`)
  text = text.replace(block, (_, head, tail) => head + transcript + tail)
}
writeFileSync(readme, text)

/** What `npm run demo` prints. */
function demo() {
  const { stdout, status } = spawnSync('sh', ['-c', 'exec sh scripts/demo.sh 2>&1'], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the demo exited with ${status}:\n${stdout}`)
  return tidy(stdout)
}

/** A question of the guided reset, on a terminal that only prints, where nothing is drawn over. */
async function question() {
  const script = 'svreset --yes >/dev/null; TERM=dumb exec script -qfec svreset /dev/null'
  const child = spawn(process.execPath, [main, 'drill', 'unhappy', '--', 'sh', '-c', script], { env })
  let seen = ''
  let answered = 0
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    seen += chunk
    const asked = seen.match(/\[[a-z,?]+\] /g)?.length ?? 0
    if (asked > answered) child.stdin.write(`${['y', 'y', 'y', 'q', 'u'][answered++]}\r`)
  }
  const [step] = /Step 3 of [\s\S]*?Run it\? \[[a-z,?]+\] y/.exec(seen.replaceAll('\r', '')) ?? []
  if (step === undefined) throw new Error(`no question about step 3:\n${seen}`)
  return tidy(step)
}

/** Without what the drill says of itself, and with a name for this machine. */
function tidy(output) {
  return output
    .split('\n')
    .filter(line => !line.startsWith('drill: '))
    .map(line => line.replaceAll(` on ${hostname()}`, ' on server').trimEnd())
    .join('\n')
    .trim()
}
