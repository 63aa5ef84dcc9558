/** A runbook as the rest of svreset sees it: checked, with every default filled in. */
export interface Runbook {
  readonly name: string
  readonly title: string
  readonly description: string
  /** sha256 of the file's bytes, in hexadecimal. */
  readonly digest: string
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly steps: readonly Step[]
}

export interface Parameter {
  readonly type: 'string' | 'integer' | 'boolean' | 'duration'
  readonly default: string | number | boolean
  readonly description: string
}

export type Effect = 'read' | 'reversible' | 'irreversible'

export interface Step {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly effect: Effect | null
  /** null: asked, unless the step only reads. */
  readonly confirm: boolean | 'always' | null
  readonly allowSkip: boolean
  readonly task: Task
  /** An action whose condition must hold afterwards, and how long that may take. */
  readonly verify: { readonly uses: string; readonly deadline: string | null } | null
  /** How long the action's own condition may take. */
  readonly timeout: string | null
}

export type Task =
  | {
      readonly kind: 'run'
      readonly argv: readonly string[]
      readonly cwd: string | null
      readonly forEach: { readonly collection: string; readonly as: string } | null
    }
  | { readonly kind: 'uses'; readonly action: string }
