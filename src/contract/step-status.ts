export type StepStatus = 'done' | 'unchanged' | 'skipped' | 'failed'
