import { expect, it } from 'vitest'
import { openDrill, type Result, type TestDrill } from '../support/drill.js'
import { expectRefusal, fingerprint } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const file = '/var/lib/books/mine.yaml'

/** `steps` begin on line 5 of the file. */
async function runMine(drill: TestDrill, steps: string, ...options: string[]): Promise<Result> {
  await write(drill, steps)
  return drill.svreset('run', file, '--yes', ...options)
}

async function write(drill: TestDrill, steps: string): Promise<void> {
  const text = `version: 1\nname: mine\ntitle: Mine\nsteps:\n${steps}`
  await drill.run(['sh', '-c', `mkdir -p /var/lib/books; cat >${file}`], { input: text })
}

/** Each marker that a step has made. */
const markers = (drill: TestDrill) => drill.sh('cd /etc; ls -d marker-* 2>/dev/null || :')

/** Says yes, and is then ended by its timeout. */
const late = `  - id: ask
    name: Ask
    effect: read
    timeout: 300ms
    on_failure: continue
    run: [sh, -c, "echo yes; exec sleep 100"]
`

it('what a step says that failed is not known: who asks for it fails, and is not done', async () => {
  const drill = await openDrill('happy')
  const { stdout, stderr, exitCode } = await runMine(
    drill,
    `${late}  - id: when
    name: Do it only then
    when: \${steps.ask.output} == 'no'
    on_failure: continue
    run: [touch, /etc/marker-when]
  - id: item
    name: Do it for each
    for_each: [a, b]
    as: letter
    when: \${letter} == 'a' or \${steps.ask.exit_code} == 0
    on_failure: continue
    run: [touch, "/etc/marker-\${letter}"]
  - id: needs
    name: Do it with that
    on_failure: continue
    run: [touch, "/etc/marker-\${steps.ask.output}"]
  - id: script
    name: Do it in a script
    on_failure: continue
    script: touch "/etc/marker-$STEPS_ASK_OUTPUT"
  - id: uses
    name: Look with that
    uses: service.restarted
    with: { directory: /usr/local/nginx, up_for: "\${steps.ask.output}" }
`,
  )
  expect(stderr).toBe('')
  const reason = "the result of step 'ask' is not known"
  for (const line of [13, 20, 26, 30, 34]) expect(stdout).toContain(`${file}:${line}: ${reason}`)
  expect(stdout).not.toMatch(/unchanged|^.*done, /m)
  expect(stdout).toContain('on_failure: continue: the run continues with the next step')
  expect(stdout).toContain('FAILED: all links are in place\n')
  expect(stdout).toMatch(/next: /)
  expect(exitCode).toBe(1)
  expect(await markers(drill)).toBe('')
})

it('asks nobody about such a step, and lets a person skip it or stop', async () => {
  const drill = await openDrill('happy')
  await write(
    drill,
    `${late}  - id: when
    name: Do it only then
    when: \${steps.ask.output} == 'no'
    allow_skip: true
    run: [touch, /etc/marker-when]
  - id: last
    name: The last
    confirm: false
    run: [touch, /etc/marker-last]
`,
  )
  const terminal = atTerminal(drill, `svreset run ${file}`)
  await terminal.answerTo('It failed. What now?', 's')
  const { exitCode, screen } = await terminal.ended()
  expect(screen).not.toContain('Run it?')
  expect(screen).toContain("the result of step 'ask' is not known")
  expect(exitCode).toBe(1)
  expect(await markers(drill)).toBe('marker-last\n')
})

it('whatever only the values show is a failed step with file and line, and never a stack', async () => {
  const drill = await openDrill('happy')
  const steps = [
    ['when: ${steps.say.output} == 3', 'text cannot be compared with a number'],
    ['when: ${steps.say.output}', 'a condition must be true or false; this is text'],
    [`when: "'x' in \${steps.say.output}"`, 'in needs a list'],
    ['cwd: /nowhere/${steps.say.output}', 'there is no such directory'],
    ['env: { X: "${steps.nul.output}" }', 'a value contains NUL'],
    ['confirm: Really ${steps.nul.output}?', null],
  ] as const
  for (const [line, reason] of steps) {
    const { stdout, stderr, exitCode } = await runMine(
      drill,
      `  - { id: touch, name: Touch, run: [touch, /etc/marker-first] }
  - { id: say, name: Say, run: [echo, yes] }
  - { id: nul, name: Say a NUL, run: [printf, "a\\\\000b"] }
  - id: wrong
    ${line}
    name: Go wrong
    run: [touch, /etc/marker-wrong]
`,
    )
    expect.soft(stderr, line).toBe('')
    expect.soft(stdout, line).not.toMatch(/^ +at |bug/m)
    if (reason === null) {
      expect.soft(exitCode, line).toBe(0)
      continue
    }
    expect.soft(stdout, line).toContain(`${file}:9: ${reason}`)
    expect.soft(stdout, line).toMatch(/FAILED: all links are in place\n.*next: /)
    expect.soft(exitCode, line).toBe(1)
    expect.soft(await markers(drill), line).toBe('marker-first\n')
  }
  // A NUL in an argument, and a value that is not whole.
  for (const [run, reason] of [
    ['printf "a\\\\000b"', 'a value contains NUL'],
    ['seq 100000', "the result of step 'say' is not known"],
  ] as const) {
    const { stdout, exitCode } = await runMine(
      drill,
      `  - { id: say, name: Say, script: '${run}' }
  - { id: use, name: Use, run: [echo, "\${steps.say.output}"] }
`,
    )
    expect(stdout).toContain(`${file}:6: ${reason}`)
    expect(exitCode).toBe(1)
  }
})

it('on_failure decides: undo takes back what was done', async () => {
  const drill = await openDrill('happy')
  const { stdout, exitCode } = await runMine(
    drill,
    `  - { id: make, name: Make, run: [touch, /etc/marker-made], undo: { run: [rm, /etc/marker-made] } }
  - { id: say, name: Say, run: [echo, yes] }
  - { id: wrong, name: Go wrong, when: "\${steps.say.output}", on_failure: undo, run: ["true"] }
`,
  )
  expect(stdout).toContain(`${file}:7: a condition must be true or false`)
  expect(stdout).toContain('on_failure: undo: the run is undone, and stops')
  expect(exitCode).toBe(1)
  expect(await markers(drill)).toBe('')
})

it('programs that run, verify and undo name are looked for before the first step', async () => {
  const drill = await openDrill('happy')
  const before = await fingerprint(drill)
  for (const [line, program] of [
    ['run: [no-such-program]', 'no-such-program'],
    ['{ run: ["true"], undo: { run: [no-undo] } }', 'no-undo'],
    ['{ run: ["true"], verify: { run: [/usr/bin/no-verify] } }', '/usr/bin/no-verify'],
    ['{ run: [./no-relative], cwd: /usr/local/nginx }', './no-relative'],
    ['{ run: [/usr/bin] }', '/usr/bin'],
  ] as const) {
    const keys = line.replace(/^\{ (.*) \}$/, '$1')
    const result = await runMine(
      drill,
      `  - { id: first, name: First, run: [touch, /etc/marker-first] }\n  - { id: second, name: Second, ${keys} }\n`,
    )
    expectRefusal(result, 'unable to find the programs that the plan needs', `${file}:6: ${program}`)
  }
  expect(await markers(drill)).toBe('')
  expect(await fingerprint(drill)).toBe(before)
  // Whether this one is needed, only the run tells; ./run is there.
  const { exitCode } = await runMine(
    drill,
    `  - { id: say, name: Say, run: [echo, no] }
  - { id: other, name: Other, when: "\${steps.say.output} == 'yes'", run: [no-such-program] }
  - { id: relative, name: Relative, cwd: /usr/local/nginx, run: [../../bin/true] }
`,
  )
  expect(exitCode).toBe(0)
})

it('what must be known at the start, and is not, lint says', async () => {
  const drill = await openDrill('happy')
  for (const [line, code] of [
    ['timeout: "${steps.say.output}", run: ["true"]', 'bad-duration'],
    ['retry: { attempts: 2, delay: "${steps.say.output}" }, run: ["true"]', 'bad-duration'],
    ['verify: { run: ["true"], deadline: "${steps.say.output}" }, run: ["true"]', 'bad-duration'],
    ['uses: svscan.start, with: { method: "${steps.say.output}" }', 'known-too-late'],
    ['run: ["a\\0b"]', 'bad-value'],
  ] as const) {
    await write(drill, `  - { id: say, name: Say, run: [echo, 5s] }\n  - { id: b, name: B, ${line} }\n`)
    const { stdout, stderr, exitCode } = await drill.svreset('runbook', 'lint', file)
    expect.soft(`${stdout}${stderr}`, line).toContain(`[${code}]`)
    expect.soft(exitCode, line).toBe(2)
  }
})

it('a question about what a step says is asked with what it has said', async () => {
  const drill = await openDrill('happy')
  await write(
    drill,
    `  - { id: say, name: Say, confirm: false, run: [echo, forty two] }
  - { id: use, name: Use, confirm: "Really \${steps.say.output}?", run: [touch, /etc/marker-used] }
`,
  )
  const dry = await drill.svreset('run', file, '--dry-run', '--json')
  expect(dry.exitCode).toBe(0)
  expect(dry.stdout).toContain('Really ${steps.say.output}?')
  const terminal = atTerminal(drill, `svreset run ${file}`)
  await terminal.answerTo('Really forty two?', 'y')
  expect((await terminal.ended()).exitCode).toBe(0)
  expect(await markers(drill)).toBe('marker-used\n')
})

it('a dry run that meets such a step says so, and goes by nothing that it has not heard', async () => {
  const drill = await openDrill('happy')
  await write(
    drill,
    `${late}  - id: when
    name: Do it only then
    when: \${steps.ask.output} == 'yes'
    run: [touch, /etc/marker-when]
`,
  )
  const { stdout, stderr, exitCode } = await drill.svreset('run', file, '--dry-run')
  expect(stderr).toBe('')
  expect(stdout).toContain('note: this would fail now: unable to run sh: it did not end within 300 ms')
  expect(stdout).toContain('unknown: this depends on a step that has not run yet')
  expect(exitCode).toBe(0)
})
