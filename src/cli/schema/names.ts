/** Each schema, and the data that has this shape. */
export const schemas = {
  check: 'the output of svreset check --json',
  events: 'one line of the output of a command that acts, with --json',
  runs: 'the output of svreset runs --json',
  run: 'the output of svreset runs RUN --json',
  prune: 'the output of svreset runs prune --json',
  plan: 'a plan that --dry-run --out saves and svreset apply reads',
  look: 'a saved look, which check --save writes and rehearse --from reads',
  rehearsal: 'the output of svreset rehearse --json',
  runbook: 'a runbook',
  config: 'the settings in /etc/svreset/config.yaml',
} as const

export type SchemaName = keyof typeof schemas

export const schemaNames = Object.keys(schemas) as SchemaName[]
