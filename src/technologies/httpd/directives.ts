import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { withHoles } from '../../settings/trees.ts'

/** One directive with the blocks that it stands in, from the outermost. Names are in lower case. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  readonly from: Setting
  readonly within: readonly Block[]
}

export interface Block {
  readonly name: string
  readonly args: readonly string[]
  readonly from: Setting
}

const mostFiles = 200

/** Reads these files and what they include, as far as it is mounted (Apache 2.4). */
export function directivesOf(input: ComponentInput, paths: readonly string[], home: string, gaps: Gap[]): readonly Directive[] {
  const seen = new Set<string>()
  const found: Directive[] = []

  function open(path: string, outer: readonly Block[]): void {
    if (seen.has(path) || seen.size >= mostFiles) return
    seen.add(path)
    const document = openDocument(input, path, gaps)
    if (document === undefined) return
    let within = outer
    let begun = ''
    for (const { text, number } of textLines(document.text)) {
      const line = begun + text.trim()
      begun = line.endsWith('\\') ? `${line.slice(0, -1)} ` : ''
      if (begun !== '' || line === '' || line.startsWith('#')) continue
      const from = withHoles(settingAt(document, filled(input, line), { line: number }))
      const tag = /^<(\/?)([A-Za-z]+)\s*([^>]*)>?/.exec(from.value)
      if (tag?.[1] === '/') within = within.length > outer.length ? within.slice(0, -1) : within
      else if (tag !== null) within = [...within, { name: (tag[2] ?? '').toLowerCase(), args: wordsOf(tag[3] ?? ''), from }]
      else {
        const [name = '', ...args] = wordsOf(from.value)
        if (/^include(?:optional)?$/i.test(name)) for (const each of included(input, args[0] ?? '', home)) open(each, within)
        else found.push({ name: name.toLowerCase(), args, from, within })
      }
    }
  }

  for (const path of paths) open(path, [])
  return found
}

/** A path with a pattern in its last part stands for the files of a folder. */
function included(input: ComponentInput, path: string, home: string): readonly string[] {
  const full = path.startsWith('/') ? path : `${home}/${path}`
  const cut = full.lastIndexOf('/')
  const [folder, pattern] = [full.slice(0, cut), full.slice(cut + 1)]
  if (!pattern.includes('*')) return [full]
  const ending = pattern.slice(pattern.lastIndexOf('*') + 1)
  return input
    .list(folder)
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => `${folder}/${name}`)
}

function filled(input: ComponentInput, text: string): string {
  return text.replace(/\$\{([A-Za-z_]\w*)\}/g, (whole: string, name: string) => {
    const value = input.env.get(name)
    return value !== undefined && isResolved(value) && !/[\s<>]/.test(value.value) ? value.value : whole
  })
}

function wordsOf(line: string): readonly string[] {
  return Array.from(line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g), (match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** The virtual host that it stands in. */
export function hostOf({ within }: Directive): Block | undefined {
  return within.find(({ name }) => name === 'virtualhost')
}
