import type { TestDrill } from './drill.js'

/** svreset at a terminal of its own, made by script(1); what it prints is in /etc/typescript, its exit code in /etc/code. */
export function atTerminal(drill: TestDrill, command = 'svreset') {
  const child = drill.spawn(['script', '-qfc', `${command}; echo $? >/etc/code`, '/etc/typescript'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const type = (letter: string) => void child.stdin?.write(`${letter}\r`)
  /**
   * Waits until this text was printed so many times; where that does not come, throws with all that was. A line that
   * is drawn anew in its place, as a question is at each letter of its answer, counts once.
   */
  const shown = (text: string, times = 1) =>
    drill.sh(
      `export text="$1" times="$2"
      timeout 45 sh -c '
        until [ "$(grep -aoP "(?<!\\x1b\\[1G)(?<!\\x1b\\[1G\\x1b\\[1m)\\Q$text\\E" /etc/typescript | wc -l)" -ge "$times" ]; do sleep 0.05; done' ||
        { echo "not on the screen $times times: $text"; cat /etc/typescript; exit 1; }`,
      text,
      String(times),
    )
  return {
    shown,
    /** Answers the confirmation of the step with this number, once it is asked for: as the `questions`th of all. */
    async answer(step: number, letter: string, questions = step): Promise<void> {
      await shown(`Step ${step} of `)
      await shown('Run it?', questions)
      type(letter)
    },
    /** Answers once this text was on the screen so many times. */
    async answerTo(question: string, letter: string, times = 1): Promise<void> {
      await shown(question, times)
      type(letter)
    },
    hangUp: () =>
      drill.sh(
        'kill -9 "$(pgrep -x script)"; while pgrep -f "svreset$|main.js$" >/dev/null; do sleep 0.05; done',
      ),
    /** How it ended, and all that was on the screen: without colours, its lines joined. */
    async ended(): Promise<{ readonly exitCode: number; readonly screen: string }> {
      const exitCode = Number(
        await drill.sh(
          'for tries in $(seq 600); do [ ! -s /etc/code ] || exec cat /etc/code; sleep 0.05; done; cat /etc/typescript; exit 1',
        ),
      )
      const typescript = await drill.sh('cat /etc/typescript')
      const screen = typescript.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/\s+/g, ' ')
      return { exitCode, screen }
    },
  }
}
