import { expect, it } from 'vitest'
import { findingsDocument } from '../../docs-gen/findings-page.js'
import { definitions } from '../../src/findings/index.js'

it('docs/findings.md is what the table of findings says (npm run docs makes it anew)', async () => {
  await expect(findingsDocument()).toMatchFileSnapshot('../../docs/findings.md')
})

it('has a section for each finding, with what svreset and what a person does', () => {
  const sections = findingsDocument().split('\n## ').slice(1)
  expect(sections.map(section => section.split('\n')[0])).toEqual(definitions.map(({ id }) => id))
  for (const section of sections)
    expect(section).toMatch(/What it is[\s\S]*svreset repair[\s\S]*By hand[\s\S]*svreset drill /)
})
