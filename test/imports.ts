import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** One arrow of the import graph. */
export interface Import {
  /** File that imports, from `src/`: `engine/channels.ts`. */
  readonly from: string
  /** File imported, from `src/`; for anything outside the name as written: `node:fs`, `yaml`. */
  readonly to: string
  /** Nothing of it is there at run time. */
  readonly typeOnly: boolean
  /** Loaded when asked for: `import()`. */
  readonly dynamic: boolean
}

/** All sources below the folder, without tests and test helpers, sorted, with forward slashes. */
export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('examples/'))
    .sort()
}

export function readImports(folder: string): readonly Import[] {
  return sourceFiles(folder).flatMap((file) => importsOf(file, readFileSync(join(folder, file), 'utf8')))
}

/** Static imports, re-exports, `import()` and types named by `import('...')` of one file. */
export function importsOf(from: string, source: string): readonly Import[] {
  const { module, program, errors } = parseSync(from, source)
  const broken = errors[0]
  if (broken !== undefined) throw new Error(`${from} does not parse: ${broken.message}`)
  const found: Import[] = []
  function add(name: string, typeOnly: boolean, dynamic: boolean): void {
    found.push({ from, to: name.startsWith('.') ? posix.join(posix.dirname(from), name) : name, typeOnly, dynamic })
  }
  for (const { moduleRequest, entries, start, end } of module.staticImports) {
    const typed = /^import\s+type\b/.test(source.slice(start, end)) || (entries.length > 0 && entries.every((entry) => entry.isType))
    add(moduleRequest.value, typed, false)
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest !== null) add(moduleRequest.value, isType, false)
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const written = source.slice(moduleRequest.start, moduleRequest.end)
    const name = /^(['"`])([^$]*)\1$/.exec(written)?.[2]
    if (name === undefined) throw new Error(`${from}: import(${written}) does not say what it loads`)
    add(name, false, true)
  }
  new Visitor({ TSImportType: ({ source: { value } }) => add(value, true, false) }).visit(program)
  return found
}
