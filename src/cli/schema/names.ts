/** Each schema, and what is of its shape. */
export const schemas = {
  check: 'what svreset check --json prints',
  events: 'a line of what a command that acts prints with --json',
  runs: 'what svreset runs --json prints',
  run: 'what svreset runs RUN --json prints',
  plan: 'a plan that --dry-run --out saves, and svreset apply reads',
  runbook: 'a runbook',
} as const

export type SchemaName = keyof typeof schemas

export const schemaNames = Object.keys(schemas) as SchemaName[]
