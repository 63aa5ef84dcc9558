import type { Action, ActionInputs } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { type RecordedLink, recordedLink } from '../system/link-record.js'
import type { Entry, System } from '../system/system.js'

export const linksRestore: Action = {
  name: 'links.restore',
  summary: 'puts the recorded links back, with target, owner and time; never overwrites anything',
  inputs: {
    force: {
      type: 'boolean',
      default: false,
      description:
        'replace another symbolic link that has taken the name of a recorded one; never a file or a directory',
    },
  },
  byHand: ['ln -s /path/to/myservice /etc/service/   # for each link that you wrote down'],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'these are the recorded links' },
  deadline: 0,
  plan(system, context, inputs) {
    const present = byName(system)
    const taken = conflicts(system, context.links)
    return {
      operations: [
        ...context.links
          .filter(link => !present.has(link.name))
          .map((link): Operation => ({ kind: 'link', link })),
        ...taken.flatMap(conflict => (mayReplace(conflict, inputs) ? replace(conflict) : [])),
      ],
      notes: taken.map(conflict => {
        const what = mayReplace(conflict, inputs) ? 'replaced because of --force' : 'left as it is'
        return `${describe(conflict)}: it is ${what}`
      }),
    }
  },
  pending(system, context) {
    const present = byName(system)
    return [
      ...context.links.filter(link => !present.has(link.name)).map(({ name }) => ({ name })),
      ...conflicts(system, context.links).map(conflict => ({ name: describe(conflict) })),
    ]
  },
}

interface Conflict {
  readonly entry: Entry
  readonly link: RecordedLink
}

/** Only another symbolic link, and only with --force: a record cannot bring a file or a directory back. */
function mayReplace({ entry }: Conflict, { force }: ActionInputs): boolean {
  return force === true && entry.kind === 'link'
}

function replace({ entry, link }: Conflict): Operation[] {
  const current = recordedLink(entry)
  return current === null
    ? []
    : [
        { kind: 'unlink', link: current },
        { kind: 'link', link },
      ]
}

/** Names that something else has taken. They are never overwritten and always named. */
function conflicts(system: System, links: readonly RecordedLink[]): Conflict[] {
  const present = byName(system)
  return links.flatMap(link => {
    const entry = present.get(link.name)
    return entry !== undefined && recordedLink(entry)?.target !== link.target ? [{ entry, link }] : []
  })
}

function byName(system: System): ReadonlyMap<string, Entry> {
  return new Map(system.entries.map(entry => [entry.name, entry]))
}

function describe({ entry, link }: Conflict): string {
  const what =
    entry.link === null
      ? entry.kind === 'directory'
        ? 'a directory'
        : 'a file'
      : `a link to ${entry.link.target}`
  return `${link.name} is ${what} now, not the link to ${link.target}`
}
