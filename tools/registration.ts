/** Edits to src/registry.ts and src/registry/technologies.ts: one import and one list entry, both in order. */
export interface Registration {
  readonly identifier: string
  /** As the registry writes it: `./controls/channel/encrypted.ts`. */
  readonly from: string
  readonly list: 'technologies' | 'controls'
}

export function register(registry: string, added: Registration): string {
  return withEntry(withImport(registry, added), added)
}

function withImport(registry: string, { identifier, from }: Registration): string {
  const lines = registry.split('\n')
  const line = `import { ${identifier} } from '${from}'`
  const imports = lines.flatMap((text, at) => {
    const path = /^import .* from '(\.[^']+)'$/.exec(text)?.[1]
    return path === undefined ? [] : [{ at, path }]
  })
  if (imports.some(({ path }) => path === from)) throw new Error(`${from} is registered already`)
  const behind = imports.find(({ path }) => path > from)?.at ?? (imports.at(-1)?.at ?? -1) + 1
  return lines.toSpliced(behind, 0, line).join('\n')
}

function withEntry(registry: string, { identifier, list }: Registration): string {
  const found = new RegExp(`^export const ${list}\\b[^=]*= \\[([^\\]]*)\\]`, 'm').exec(registry)
  const inside = found?.[1]
  if (found === null || inside === undefined) throw new Error(`the registry has no list "export const ${list}: ... = [...]"`)
  const entries = inside
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const odd = entries.find((entry) => !/^[A-Za-z_$][\w$]*$/.test(entry))
  if (odd !== undefined) throw new Error(`the list ${list} holds more than names: ${odd}`)
  const end = found.index + found[0].length
  const start = end - inside.length - 1
  const sorted = [...entries, identifier].toSorted()
  return `${registry.slice(0, start)}\n${sorted.map((entry) => `  ${entry},\n`).join('')}${registry.slice(end - 1)}`
}

/** `enmeshed-connector` → `enmeshedConnector`, `channel/encrypted` → `channelEncrypted`. */
export function identifierOf(name: string): string {
  return name.replace(/[-/]([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}
