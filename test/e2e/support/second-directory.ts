import { staging } from './staging.js'

/**
 * Shell text for `prepare`: a svscan directory besides /etc/service, which can be moved as that of a drill cannot (it is
 * a mount point), with three services; and a runbook that removes its links, does what `between` says, and puts them back.
 */
export const secondDirectory = `${staging}
mkdir -p /usr/local/second/service
for name in a b c; do service /usr/local/$name; ln -s /usr/local/$name /usr/local/second/service/$name; done
chown -h 1234:567 /usr/local/second/service/a
touch -h -d '2026-08-03T10:00:00.123457Z' /usr/local/second/service/a`

export const second = '/usr/local/second/service'

/** Shell text: writes that runbook to /usr/local/between.yaml. */
export function runbookWith(between: string): string {
  const runbook = {
    version: 1,
    name: 'between',
    title: 'Take the links away, and put them back',
    steps: [
      { id: 'record', name: 'Note the links', uses: 'links.record' },
      { id: 'remove', name: 'Remove the links', uses: 'links.remove' },
      { id: 'between', name: 'What somebody does meanwhile', script: between },
      { id: 'links', name: 'Put the links back', uses: 'links.restore' },
    ],
  }
  // JSON is YAML.
  return `cat >/usr/local/between.yaml <<'RUNBOOK'\n${JSON.stringify(runbook, null, 1)}\nRUNBOOK`
}
