import type { Import } from './imports.ts'

/** What one layer may import. */
export interface Row {
  /** Layers; `type:formats` is types alone; `*` is anything. Its own layer goes without saying. */
  readonly layers: readonly string[]
  /** Modules of Node and packages; absent means any. */
  readonly outside?: readonly string[]
}

/** `engine/channels.ts` is of `engine`, `registry.ts` of `registry`. */
function layerOf(file: string): string {
  return (file.split('/')[0] ?? '').replace(/\.ts$/, '')
}

/** All arrows that the table does not allow, each as one sentence. */
export function brokenArrows(imports: readonly Import[], table: Readonly<Record<string, Row>>): readonly string[] {
  return imports.flatMap((one) => {
    const why = wrong(one, table)
    return why === undefined ? [] : [`${one.from} ${why}`]
  })
}

function wrong({ from, to, typeOnly }: Import, table: Readonly<Record<string, Row>>): string | undefined {
  const layer = layerOf(from)
  const row = table[layer]
  if (row === undefined) return `is of layer ${layer}, which the table does not have`
  if (!to.endsWith('.ts')) return row.outside === undefined || row.outside.includes(to) ? undefined : `may not import ${to}`
  if (to.startsWith('..')) return `may not leave src: ${to}`
  const target = layerOf(to)
  if (target === layer) return siblings(from, to) ? `may not import another technology: ${to}` : undefined
  if (row.layers.includes('*') || row.layers.includes(target)) return undefined
  if (row.layers.includes(`type:${target}`)) return typeOnly ? undefined : `may import only types of ${target}: ${to}`
  return `may not import ${target}: ${to}`
}

/** A technology is deleted by deleting its folder: none knows another. */
function siblings(from: string, to: string): boolean {
  if (layerOf(from) !== 'technologies') return false
  const [, one, inside] = from.split('/')
  const [, other, there] = to.split('/')
  return one !== other && there !== undefined && inside !== undefined
}

/** The first cycle between files, as the list of files from one back to itself; empty when there is none. */
export function cycle(imports: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (to.endsWith('.ts')) next.set(from, [...(next.get(from) ?? []), to])
  }
  const done = new Set<string>()
  function search(file: string, path: readonly string[]): readonly string[] {
    const seen = path.indexOf(file)
    if (seen !== -1) return [...path.slice(seen), file]
    if (done.has(file)) return []
    for (const to of next.get(file) ?? []) {
      const found = search(to, [...path, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  for (const file of next.keys()) {
    const found = search(file, [])
    if (found.length > 0) return found
  }
  return []
}
