import type { Heading, Nodes, PhrasingContent, RootContent, Table, TableRow } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import { bold, bullet, capital, italic, literal, paragraph, prose, subheading, tagged } from './roff.js'

/** The documents of this repository, so that a manual page says the same in the same words. */
export interface Document {
  /** What stands before the first section. */
  readonly beginning: readonly RootContent[]
  /** Throws where there is none of this name: the page would lack it. */
  section(title: string): readonly RootContent[]
}

export function readDocument(source: string): Document {
  const { children } = fromMarkdown(source, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  })
  const isHeading = (node: RootContent): node is Heading => node.type === 'heading' && node.depth <= 2
  const first = children.findIndex(node => isHeading(node) && node.depth === 2)
  return {
    beginning: children.slice(0, first).filter(node => !isHeading(node)),
    section(title) {
      const from = children.findIndex(node => isHeading(node) && plain(node) === title)
      if (from === -1) throw new Error(`no section '${title}'`)
      const length = children.slice(from + 1).findIndex(isHeading)
      return children.slice(from + 1, length === -1 ? undefined : from + 1 + length)
    },
  }
}

export function toRoff(nodes: readonly RootContent[]): string[] {
  return nodes.flatMap(node => {
    switch (node.type) {
      case 'paragraph':
        return [paragraph(inline(node.children))]
      case 'heading':
        return [subheading(plain(node))]
      case 'code':
        return [literal(node.value)]
      case 'list':
        return node.children.map(item =>
          bullet(
            item.children
              .map(child => ('children' in child ? inline(child.children as never) : ''))
              .join(' '),
          ),
        )
      case 'table':
        return tableRoff(node)
      default:
        throw new Error(`a manual page has no ${node.type}`)
    }
  })
}

/** The first column is a tag, the second says what it is; a third says its default. Four are two such lists. */
function tableRoff({ children: [head, ...rows] }: Table): string[] {
  const titles = cellsOf(head)
  if (titles.length === 4) {
    return [0, 2].flatMap(at => {
      const list = rows.flatMap(row => {
        const [tag = '', text = ''] = cellsOf(row).slice(at)
        return tag === '' ? [] : [tagged(tag, text)]
      })
      return [paragraph(`${capital(titles[at] ?? '')}:`), ...list]
    })
  }
  return rows.map(row => {
    const [tag = '', text = '', ...more] = cellsOf(row)
    const also = more.flatMap((cell, index) => (cell === '' ? [] : [`${titles[index + 2]}: ${cell}.`]))
    return tagged(tag, [text === '' ? '' : `${text}.`.replace(/\.\.$/, '.'), ...also].join(' '))
  })
}

function cellsOf(row: TableRow | undefined): string[] {
  return (row?.children ?? []).map(({ children }) => inline(children))
}

function inline(nodes: readonly PhrasingContent[]): string {
  return nodes
    .map(node => {
      switch (node.type) {
        case 'text':
          return prose(node.value.replaceAll('\n', ' '))
        case 'inlineCode':
          return bold(node.value)
        case 'emphasis':
          return italic(plain(node))
        case 'link':
          return manuals.get(node.url) ?? inline(node.children)
        case 'strong':
          return inline(node.children)
        default:
          throw new Error(`a manual page has no ${node.type}`)
      }
    })
    .join('')
}

/** What a reader of the page has instead of the document. */
const manuals: ReadonlyMap<string, string> = new Map([['runbooks.md', `${bold('svreset-runbook')}(5)`]])

function plain(node: Nodes): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(plain).join('') : ''
}
