export type RunStatus = 'done' | 'failed' | 'stopped' | 'refused'
