// Records a guided reset in a real terminal (tmux), in a drill, and writes it to docs/reset.svg: `npm run record`, as root.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'

const [columns, rows] = [80, 30]
/** Pixels of a character. */
const [width, height] = [8.43, 18]
/** Those that svreset uses (src/text/style.ts). */
const colours = { 31: '#ff6b68', 32: '#7ec46d', 33: '#e0b44c' }
const scratch = await mkdtemp(`${tmpdir()}/svreset-record-`)
const tmux = async (...words) => (await execa('tmux', ['-S', `${scratch}/socket`, ...words])).stdout
const screens = []

try {
  await record()
  await writeFile('docs/reset.svg', svg(screens))
} finally {
  await tmux('kill-server').catch(() => {})
  await rm(scratch, { recursive: true })
}

async function record() {
  // The services of the drill are up, and have been for a while, before the recording begins.
  const inside = 'sleep 3; export PS1="# "; clear; exec bash --norc -i'
  await execa(
    'tmux',
    [
      ...[
        '-u',
        '-f',
        '/dev/null',
        '-S',
        `${scratch}/socket`,
        'new-session',
        '-d',
        '-x',
        columns,
        '-y',
        rows,
      ].map(String),
      ...[
        'env',
        'LANG=C.UTF-8',
        process.execPath,
        'dist/main.js',
        'drill',
        'happy',
        '--',
        'sh',
        '-c',
        inside,
      ],
    ],
    { env: { LANG: 'C.UTF-8' } },
  )
  await shown(/^# $/m)
  await type('svreset', /Step 1 of 14[\s\S]*Run it\? \[y,a,d,q,\?\] $/)
  await type('y', /Step 2 of 14[\s\S]*Run it\? \[y,a,d,q,\?\] $/)
  await type('y', /Step 3 of 14[\s\S]*Run it\? \[y,a,d,q,\?\] $/)
  await type('d', /Run it\? \[y,a,d,q,\?\] d[\s\S]*Run it\? \[y,a,d,q,\?\] $/)
  await type('a', /^done: all links are in place[\s\S]*^# $/m)
  await type('svreset check', /HAPPY[\s\S]*^# $/m)
}

/** Types a line, letter by letter, and waits for what it leads to. */
async function type(line, pattern) {
  for (const letter of line) {
    await tmux('send-keys', '-l', letter)
    await delay(60)
    await take(80)
  }
  await tmux('send-keys', 'Enter')
  await shown(pattern)
}

/** Takes each new screen until one matches; the last one stays for a while. Throws if none does in a minute. */
async function shown(pattern) {
  for (let tries = 0; tries < 1500; tries++) {
    const text = await take(150)
    if (pattern.test(`${text.trimEnd()} `) || pattern.test(text)) {
      screens.at(-1).milliseconds = 2500
      return
    }
    await delay(30)
  }
  throw new Error(`never: ${pattern}\n${stripVTControlCharacters(screens.at(-1).text)}`)
}

async function take(milliseconds) {
  const text = await tmux('capture-pane', '-p', '-e')
  if (screens.at(-1)?.text !== text) screens.push({ text, milliseconds })
  return stripVTControlCharacters(text)
}

/** Screens one after the other, again and again. Needs no script, so that it may stand in a page of a forge. */
function svg(frames) {
  const total = frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  let start = 0
  const lines = new Map()
  const groups = frames.map(({ text, milliseconds }) => {
    const [from, to] = [start / total, (start + milliseconds) / total]
    start += milliseconds
    const times = [0, from, to, 1].map(time => time.toFixed(5)).join(';')
    const show = `<animate attributeName="visibility" values="hidden;visible;hidden;hidden" keyTimes="${times}" dur="${(total / 1000).toFixed(2)}s" calcMode="discrete" repeatCount="indefinite"/>`
    return `<g visibility="hidden">${show}${text.split('\n').map(use).join('')}</g>`
  })
  const defined = [...lines].map(([line, id]) => lineOf(line, id))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * width + 20} ${rows * height + 20}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#d8d8d8">
<title>A guided reset, recorded in a drill</title>
<rect width="100%" height="100%" rx="6" fill="#1c1c1c"/>
<defs>
${defined.join('\n')}
</defs>
${groups.join('\n')}
</svg>
`

  /** Most screens share most of their lines. */
  function use(line, index) {
    if (line.trim() === '') return ''
    if (!lines.has(line)) lines.set(line, `l${lines.size}`)
    return `<use href="#${lines.get(line)}" y="${index * height}"/>`
  }
}

function lineOf(line, id) {
  let style = {}
  const parts = line.split(/\x1b\[([\d;]*)m/).map((part, at) => {
    if (at % 2 === 0) return part === '' ? '' : `<tspan${attributes(style)}>${escaped(part)}</tspan>`
    for (const code of part.split(';').map(Number)) style = after(style, code)
    return ''
  })
  return `<text id="${id}" x="10" y="22" xml:space="preserve">${parts.join('')}</text>`
}

function after(style, code) {
  if (code === 0) return {}
  if (code === 1) return { ...style, bold: true }
  if (code === 2) return { ...style, dim: true }
  if (code === 22) return { ...style, bold: false, dim: false }
  if (code === 39) return { ...style, colour: undefined }
  return code in colours ? { ...style, colour: colours[code] } : style
}

function attributes({ bold, dim, colour }) {
  return `${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}${colour ? ` fill="${colour}"` : ''}`
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
