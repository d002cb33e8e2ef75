import { child, scalarText } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine, flag, runs } from '../../protocols/arguments.ts'
import { settingAt } from '../../settings/documents.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree, scalarsOf } from '../../settings/trees.ts'

/** What the engine is told, in daemon.json or on its command line: it refuses to start when both say it. */
export interface Settings {
  readonly one: (key: string) => Setting | undefined
  readonly all: (key: string) => readonly Setting[]
  /** Keys of daemon.json that the command line holds as well. */
  readonly twice: readonly { readonly key: string; readonly trail: readonly Place[] }[]
  readonly home: Place
  /** Nothing was found that would tell. */
  readonly isEmpty: boolean
}

/** Options that are lists: their name on the command line has no plural (dockerd --help, 20.10). */
const singular: ReadonlyMap<string, string> = new Map([
  ['hosts', 'host'],
  ['insecure-registries', 'insecure-registry'],
  ['registry-mirrors', 'registry-mirror'],
  ['authorization-plugins', 'authorization-plugin'],
  ['labels', 'label'],
  ['log-opts', 'log-opt'],
])

export function readSettings(input: ComponentInput, gaps: Gap[]): Settings {
  const all = commandLine(input)
  const start = all.findIndex(({ value }) => /(?:^|\/)dockerd(?:-rootless\.sh|-entrypoint\.sh)?$/.test(value))
  const words = runs(all, 'dockerd') || all[0]?.value.startsWith('-') === true ? all.slice(start + 1) : []
  const named = flag(words, ['--config-file'])?.value?.value
  const tree = openTree(input, named === undefined ? ['/etc/docker/daemon.json'] : [named], gaps)

  function flags(key: string): readonly Setting[] {
    const names = [`--${singular.get(key) ?? key}`, ...(key === 'hosts' ? ['-H'] : []), ...(key === 'debug' ? ['-D'] : [])]
    return words.flatMap((word, index) => {
      const equals = word.value.indexOf('=')
      const name = equals === -1 ? word.value : word.value.slice(0, equals)
      if (!names.includes(name)) return []
      if (equals !== -1) return [withText(word, word.value.slice(equals + 1))]
      const next = words[index + 1]
      return [next === undefined || next.value.startsWith('-') || switches.has(key) ? withText(word, 'true') : next]
    })
  }

  function written(key: string): readonly Setting[] {
    if (tree === undefined) return []
    const node = child(tree.root, ...key.split('/'))
    return scalarsOf(node).flatMap((scalar) => nodeSetting(tree.document, scalar) ?? [])
  }

  return {
    one: (key) => flags(key).at(-1) ?? written(key).at(-1),
    all: (key) => [...flags(key), ...written(key)],
    twice: tree === undefined ? [] : doubled(tree, (key) => flags(key).length > 0),
    home: tree === undefined ? input.at : { file: tree.document.file, line: 1 },
    isEmpty: tree === undefined && words.length === 0,
  }
}

/** Options without a word behind them. */
const switches = new Set([
  'tls',
  'tlsverify',
  'icc',
  'iptables',
  'ip6tables',
  'live-restore',
  'no-new-privileges',
  'experimental',
  'debug',
  'userland-proxy',
  'selinux-enabled',
])

function doubled(tree: TreeDocument, isGiven: (key: string) => boolean): Settings['twice'] {
  if (tree.root.kind !== 'mapping') return []
  return tree.root.entries
    .filter(({ key }) => isGiven(key))
    .map(({ key, keySpan, value }) => ({ key, trail: settingAt(tree.document, scalarText(value) ?? '', keySpan).trail }))
}
