import { walkScalars } from '../../formats/node.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { setting, withText } from '../../model/setting.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { nodeSetting, openTree } from '../../settings/trees.ts'

/** Static configuration with dotted names in lower case, such as `entrypoints.web.address`. */
export type Options = ReadonlyMap<string, Setting>

const files = ['/etc/traefik/traefik.yml', '/etc/traefik/traefik.yaml', '/etc/traefik/traefik.toml']

/** The static configuration comes from one source alone: a file, else arguments, else variables (Traefik 2 and 3). */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const words = commandLine(input)
  const named = flag(words, ['--configFile', '--configfile'])?.value?.value
  const tree = openTree(input, named === undefined ? files : [named], gaps)
  if (tree !== undefined)
    return new Map(
      [...walkScalars(tree.root)].map(({ path, node }) => [path.join('.').toLowerCase(), nodeSetting(tree.document, node) ?? setting('', input.at)]),
    )
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
