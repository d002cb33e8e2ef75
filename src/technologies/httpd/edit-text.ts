import type { BlockPath } from '../../formats/edits/blocks.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import { httpdEdits } from '../../formats/edits/httpd.ts'
import { parseHttpd } from '../../formats/httpd.ts'
import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Directive } from './directives.ts'
import { loaded } from './read.ts'

/** The configuration as Apache reads it, and the path of every file that was read. */
export interface Sources {
  readonly input: ComponentInput
  readonly all: readonly Directive[]
  readonly main: readonly Directive[]
  readonly paths: ReadonlyMap<string, string>
}

/** What is done where something stands: `path` is the section that was meant, or the one around the directive. */
export interface Deed {
  readonly file: string
  readonly line: number
  /** The file as a whole is meant. */
  readonly isWhole?: true
  readonly change: (text: string, path: BlockPath) => TextChange
}

export function sourcesOf(input: ComponentInput): Sources {
  const paths = new Map<string, string>()
  const { all, main } = loaded(
    {
      ...input,
      open(path) {
        const opened = input.open(path)
        if (opened.state === 'text') paths.set(opened.file, path)
        return opened
      },
    },
    [],
  )
  return { input, all, main, paths }
}

/** Something done in the section that a line opens, or around a directive. */
export function at({ from }: { readonly from: Setting }, change: Deed['change']): Deed {
  const [place] = from.trail
  return { file: place?.file ?? '', line: place?.line ?? 0, change }
}

/** Something done outside of all sections of the file in which a directive stands. */
export function inFileOf({ from }: { readonly from: Setting }, change: (text: string) => TextChange): Deed {
  return { file: from.trail[0]?.file ?? '', line: 0, isWhole: true, change }
}

export function set(name: string, ...args: readonly string[]): Deed['change'] {
  return (text, path) => httpdEdits.set(text, [...path, name], args)
}

export function put(name: string, ...args: readonly string[]): Deed['change'] {
  return (text, path) => httpdEdits.put(text, [...path, name], args)
}

/** Gives a directive other words where it is written. */
export function replace({ name, args }: Directive, words: readonly string[]): Deed['change'] {
  const old = JSON.stringify(args)
  return (text, path) => {
    let isFound = false
    const fits = (value: readonly string[]): boolean => {
      const isMeant = JSON.stringify(value) === old
      isFound ||= isMeant
      return isMeant
    }
    const change = httpdEdits.put(text, [...path, name], words, { fits })
    return isFound || ('edits' in change && change.edits.length === 0) ? change : { cannot: `${name} is written with a variable` }
  }
}

export function changesFor({ paths }: Sources, deeds: readonly Deed[], notes: readonly string[] = []): Edited {
  const changes: Change[] = []
  for (const file of new Set(deeds.map((deed) => deed.file))) {
    const path = paths.get(file)
    if (path === undefined) return { cannot: 'it is written in the image itself', reason: 'not-in-files' }
    changes.push({
      kind: 'edit',
      path,
      edit: (text) =>
        done(
          text,
          deeds.filter((deed) => deed.file === file),
        ),
    })
  }
  return { changes, notes }
}

function done(text: string, deeds: readonly Deed[]): TextChange {
  const steps: ((text: string) => TextChange)[] = []
  for (const { line, isWhole, change } of deeds) {
    const path = isWhole === true ? [] : pathTo(text, line)
    if (path === undefined) return { cannot: `line ${line} is not found` }
    steps.push((now) => change(now, path))
  }
  return inSteps(text, steps)
}

/** The way to the section that a line opens, or to the one around it, by words and numbers. */
function pathTo(text: string, line: number): BlockPath | undefined {
  const open: { readonly path: BlockPath; readonly inner: (readonly string[])[] }[] = [{ path: [], inner: [] }]
  for (const { kind, name, args, line: own } of parseHttpd(text)) {
    const around = open.at(-1)!
    if (kind === 'close') {
      if (open.length > 1) open.pop()
      continue
    }
    if (kind === 'open') {
      const words = [name, ...args]
      const isAlike = (other: readonly string[]): boolean =>
        words.every((word, index) => (index === 0 ? word.toLowerCase() === other[0]?.toLowerCase() : word === other[index]))
      // the editor takes a section by its first words, and by its number among all that begin with them
      open.push({ path: [...around.path, words.join(' '), around.inner.filter(isAlike).length], inner: [] })
      around.inner.push(words)
    }
    if (own === line) return open.at(-1)!.path
  }
  return undefined
}
