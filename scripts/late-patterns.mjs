import { readFile } from 'node:fs/promises'

/**
 * An esbuild plugin. What libraries make as they are loaded, to measure characters beyond ASCII, takes Node 15 ms each: ICU's
 * tables for `Intl.Segmenter`, and V8's for `\p{RGI_Emoji}`. Most outputs need neither, so the bundle makes each at its first use.
 */
export const latePatterns = {
  name: 'late-patterns',
  setup({ onLoad }) {
    onLoad(
      { filter: /\/node_modules\/(?:string-width|slice-ansi|cli-truncate|wrap-ansi)\/[^/]+\.js$/ },
      async ({ path }) => ({ contents: withLatePatterns(await readFile(path, 'utf8')) }),
    )
  },
}

const costly = /^const (\w+) = (new Intl\.Segmenter\(.*\)|\/.*\\p\{RGI_Emoji\}.*\/v);$/gm

function withLatePatterns(source) {
  return [...source.matchAll(costly)].reduce((text, [line, name, value]) => {
    const made = `let ${name}Made; function ${name}() { return ${name}Made ??= ${value}; }`
    return text
      .replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `${name}()`)
      .replace(line.replace(name, `${name}()`), made)
  }, source)
}
