// svreset as it was at a commit, built once and kept in node_modules/.cache.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { here } from './support.mjs'

/** Argv of it. Only a finished build gets its name. */
export function earlierBuild(commit) {
  const root = here('..')
  const cache = `${root}node_modules/.cache/svreset-bench`
  const built = `${cache}/${commit}`
  if (!existsSync(built)) {
    mkdirSync(cache, { recursive: true })
    const fresh = mkdtempSync(`${cache}/fresh-`)
    try {
      const archive = execFileSync('git', ['-C', root, 'archive', commit], { maxBuffer: 1 << 28 })
      execFileSync('tar', ['-x', '-C', fresh], { input: archive })
      const there = { cwd: fresh, stdio: ['ignore', 'ignore', 'inherit'] }
      execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], there)
      // A tree without git: the date of its manual pages is of no importance.
      execFileSync(process.execPath, ['scripts/build.mjs'], there)
      renameSync(fresh, built)
    } finally {
      rmSync(fresh, { recursive: true, force: true })
    }
  }
  return [process.execPath, `${built}/dist/main.js`]
}
