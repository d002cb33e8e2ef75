import type { Node } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { settingAt } from '../../settings/documents.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'

/** Static configuration with dotted names in lower case, such as `entrypoints.web.address`. */
export type Options = ReadonlyMap<string, Setting>

const files = ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml', '/etc/traefik/traefik.toml']

/** The static configuration comes from one source alone: a file, else arguments, else variables (Traefik 2 and 3). */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const words = commandLine(input)
  const tree = staticFile(input, gaps)
  if (tree !== undefined) return new Map(leaves(tree, tree.root, ''))
  const fromArguments = new Map<string, Setting>()
  for (const [index, word] of words.entries()) {
    if (!word.value.startsWith('-')) continue
    const text = word.value.replace(/^--?/, '')
    const cut = text.indexOf('=')
    const next = words[index + 1]
    const value = cut >= 0 ? withText(word, text.slice(cut + 1)) : next === undefined || next.value.startsWith('-') ? withText(word, 'true') : next
    fromArguments.set((cut >= 0 ? text.slice(0, cut) : text).toLowerCase(), value)
  }
  if (fromArguments.size > 0) return fromArguments
  return new Map(
    [...input.env]
      .filter(([name]) => name.startsWith('TRAEFIK_'))
      .map(([name, value]) => [name.slice('TRAEFIK_'.length).toLowerCase().replaceAll('_', '.'), value]),
  )
}

export function staticFile(input: ComponentInput, gaps: Gap[]): TreeDocument | undefined {
  const named = flag(commandLine(input), ['--configFile', '--configfile'])?.value?.value
  return openTree(input, named === undefined ? files : [named], gaps)
}

/** Every value with its name; what is there and empty, such as `docker: {}`, switches something on. */
function leaves(tree: TreeDocument, node: Node, name: string): readonly (readonly [string, Setting])[] {
  const below = name === '' ? '' : `${name}.`
  if (node.kind === 'mapping' && node.entries.length > 0)
    return node.entries.flatMap(({ key, value }) => leaves(tree, value, below + key.toLowerCase()))
  if (node.kind === 'sequence') return node.items.flatMap((item, index) => leaves(tree, item, below + index))
  return [[name, nodeSetting(tree.document, node) ?? settingAt(tree.document, '', node.span)]]
}

/** A list as each source writes it: `trustedips.0` of a file, `trustedips=a,b` and `trustedips[0]=a` of arguments. */
export function listIn(options: Options, key: string): readonly Setting[] {
  return [...options].flatMap(([name, value]): readonly Setting[] => {
    if (name === key) return value.value.split(',').map((part) => withText(value, part.trim()))
    const rest = name.startsWith(key) ? name.slice(key.length) : ''
    return /^(?:\.\d+|\[\d+\])$/.test(rest) ? [value] : []
  })
}
