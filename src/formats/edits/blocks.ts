import type { Cannot, Change, Edit, Editor } from '../edit.ts'
import { applyEdits, cannotHold, isTemplated, isUnwritable, templated, unchanged } from '../edit.ts'
import { indentAt, linesAtEnd, linesBefore, linesBehind, withoutLines } from './place.ts'
import type { Repeats } from './repeats.ts'
import { repeats } from './repeats.ts'
import type { Setting, SettingsFormat, SettingsRead } from './settings.ts'
import { settingsEditor } from './settings.ts'

/**
 * `['http', 'server', 1, 'location /api', 'proxy_pass']`: blocks by name and first words; where several fit, by number or by what they hold;
 * last the directive.
 */
export type BlockPath = readonly (string | number | Holds)[]

/** Whether a block is the one that is meant, by the directives right in it: name and words. */
export type Holds = (directives: readonly (readonly string[])[]) => boolean

/** A block that has a directive with these words among its own: `holds('listen', '443', 'ssl')`. */
export function holds(name: string, ...words: readonly string[]): Holds {
  return (directives) =>
    directives.some(([own = '', ...args]) => own.toLowerCase() === name.toLowerCase() && words.every((word) => args.includes(word)))
}

/** A block under a name of its own: its words, and its number among the blocks beside it. */
export interface Block {
  readonly path: readonly string[]
  readonly words: readonly string[]
  readonly span: { readonly start: number; readonly end: number }
  /** Behind what opens it, and in front of what closes it. */
  readonly inner: { readonly start: number; readonly end: number }
}

export interface BlockRead extends SettingsRead<readonly string[]> {
  readonly blocks: readonly Block[]
}

/** A directive or a block that is to be written. */
export type Statement = readonly string[] | BlockStatement

export interface BlockStatement {
  readonly words: readonly string[]
  readonly inner: readonly Statement[]
}

export interface BlockFormat extends SettingsFormat<readonly string[]> {
  readonly read: (text: string) => BlockRead
  /** A block without the indentation of its first line. */
  readonly print: (block: BlockStatement, indent: string, unit: string) => string
  /** Whether the program refuses a second block with the same words beside one. */
  readonly isUnique?: (name: string) => boolean
}

export interface BlockEditor extends Editor<BlockPath, readonly string[]>, Repeats<BlockPath, readonly string[]> {
  /** A block in another one (or, with an empty path, in the file): behind the last of its name; nothing where the same is there. */
  readonly addBlock: (text: string, above: BlockPath, block: BlockStatement) => Change | Cannot
  /** A block with all that it holds. */
  readonly removeBlock: (text: string, path: BlockPath) => Change | Cannot
}

export function blockPath(above: readonly string[], words: readonly string[], number: number): readonly string[] {
  return [...above, `${words.join(' ')}#${number}`]
}

export function blockEditor(format: BlockFormat): BlockEditor {
  const editor = settingsEditor(format)
  const many = repeats(format)
  function at(text: string, path: BlockPath, change: (path: readonly string[]) => Change | Cannot): Change | Cannot {
    const name = path.at(-1)
    if (typeof name !== 'string' || name === '') return { cannot: 'a path ends in the name of a directive' }
    const found = blockAt(format, format.read(text), path.slice(0, -1))
    return found !== undefined && 'cannot' in found ? found : change([...(found?.path ?? []), name])
  }

  function addBlock(text: string, above: BlockPath, block: BlockStatement): Change | Cannot {
    if (wordsIn(block).some(isUnwritable)) return cannotHold
    const before = format.read(text)
    const holder = blockAt(format, before, above)
    if (holder !== undefined && 'cannot' in holder) return holder
    const unit = unitOf(text, before)
    const alone = format.read(`${format.print(block, '', unit)}\n`)
    if (alone.problems.length > 0 || JSON.stringify(wordsTold(format, alone)) !== JSON.stringify(wordsOf(format, block))) return cannotHold
    const within = holder?.path ?? []
    const meant = toldOf(format, alone, within)
    const beside = before.blocks.filter((each) => isIn(each.path, within))
    const name = fold(format, block.words[0] ?? '')
    const same = beside.filter((each) => fold(format, each.words[0] ?? '') === name)
    const own = (each: Block): BlockRead => ({ ...before, settings: before.settings.filter(isWithin(each)) })
    if (same.some((each) => JSON.stringify(toldOf(format, own(each))) === JSON.stringify(meant))) return unchanged
    if (format.isUnique?.(name) === true && same.some((each) => sameWords(format, each.words, block.words)))
      return { cannot: 'there is a block with these words already, and it says something else' }
    for (const edits of placesOf(text, before, holder, same.at(-1) ?? beside.at(-1), (indent) => format.print(block, indent, unit))) {
      const after = format.read(applyEdits(text, edits))
      const isInside = after.blocks.filter((each) => isIn(each.path, within)).length === beside.length + 1
      if (isInside && after.problems.length <= before.problems.length && isIncluded(toldOf(format, after), meant, toldOf(format, before)))
        return { edits, notes: [] }
    }
    return cannotHold
  }

  function removeBlock(text: string, path: BlockPath): Change | Cannot {
    const before = format.read(text)
    const found = blockAt(format, before, path)
    if (found === undefined) return { cannot: 'the whole of a file is not taken out' }
    if ('cannot' in found) return found.cannot === noBlock.cannot ? unchanged : found
    if (isTemplated(text.slice(found.span.start, found.span.end))) return templated
    const lines = withoutLines(text, found.span)
    const isBetweenBlanks = /\n[ \t\r]*\n$/.test(text.slice(0, lines.start)) && /^[ \t\r]*\n/.test(text.slice(lines.end))
    const further = isBetweenBlanks ? text.indexOf('\n', lines.end) + 1 : lines.end
    for (const edit of [
      { ...lines, end: further },
      { ...found.span, text: '' },
    ]) {
      const after = format.read(applyEdits(text, [edit]))
      const isGone = isWithin(found)
      const rest = { ...before, settings: before.settings.filter((each) => !isGone(each)) }
      if (after.problems.length <= before.problems.length && JSON.stringify(toldOf(format, after)) === JSON.stringify(toldOf(format, rest)))
        return { edits: [edit], notes: [] }
    }
    return { cannot: 'the block cannot be taken out without changing something else' }
  }

  return {
    set: (text, path, value) => at(text, path, (found) => editor.set(text, found, value)),
    remove: (text, path) => at(text, path, (found) => editor.remove(text, found)),
    put: (text, path, value, where) => at(text, path, (found) => many.put(text, found, value, where)),
    drop: (text, path, fits) => at(text, path, (found) => many.drop(text, found, fits)),
    addBlock,
    removeBlock,
  }
}

const noBlock: Cannot = { cannot: 'there is no such block' }

function fold({ fold: own = (name) => name }: BlockFormat, name: string): string {
  return own(name)
}

function sameWords(format: BlockFormat, one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => (at === 0 ? fold(format, word) === fold(format, other[0] ?? '') : word === other[at]))
}

function isWithin({ span }: Block): (setting: Setting<readonly string[]>) => boolean {
  return ({ keySpan }) => keySpan.start >= span.start && keySpan.end <= span.end
}

function isIn(path: readonly string[], above: readonly string[]): boolean {
  return path.length === above.length + 1 && above.every((each, at) => each === path[at])
}

/** The block of a path; undefined is the file. */
function blockAt(format: BlockFormat, { blocks, settings }: BlockRead, path: BlockPath): Block | Cannot | undefined {
  let found: Block | undefined
  for (let at = 0; at < path.length; at++) {
    const step = path[at]
    if (typeof step !== 'string') return { cannot: 'what tells blocks apart follows the name of a block' }
    const wanted = step.split(' ')
    const above = found?.path ?? []
    const next = path[at + 1]
    if (typeof next === 'number' || typeof next === 'function') at++
    const fits = blocks.filter(
      ({ path: own, words }) => isIn(own, above) && (words.join(' ') === step || sameWords(format, words.slice(0, wanted.length), wanted)),
    )
    const held =
      typeof next === 'function'
        ? fits.filter((each) =>
            next(settings.flatMap((setting) => (isIn(setting.path, each.path) ? [[setting.path.at(-1) ?? '', ...(setting.value ?? [])]] : []))),
          )
        : fits
    if (typeof next !== 'number' && held.length > 1) return { cannot: 'several blocks fit; the path does not say which one' }
    found = held[typeof next === 'number' ? next : 0]
    if (found === undefined) return noBlock
  }
  return found
}

/** What a file says, without the numbers of blocks: they follow from the order. */
function toldOf(format: BlockFormat, { settings }: BlockRead, above: readonly string[] = []): readonly string[] {
  const plain = (path: readonly string[]): readonly string[] => path.map((name) => fold(format, name.replace(/#\d+$/, '')))
  return settings.map(({ path, value }) => {
    const [mark = '', ...rest] = path
    return JSON.stringify([plain(mark.startsWith('<') ? [mark, ...above, ...rest] : [...above, ...path]), value ?? null])
  })
}

/** Whether what was meant stands in a row among all that was there, and nothing else came. */
function isIncluded(told: readonly string[], meant: readonly string[], rest: readonly string[]): boolean {
  if (told.length !== meant.length + rest.length) return false
  let same = 0
  while (same < rest.length && told[same] === rest[same]) same++
  for (let from = same; from >= 0; from--) {
    const behind = told.slice(from + meant.length)
    if (!behind.every((each, at) => each === rest[from + at])) return false
    if (meant.every((each, at) => each === told[from + at])) return true
  }
  return false
}

function wordsIn(statement: Statement): readonly string[] {
  return 'inner' in statement ? [...statement.words, ...statement.inner.flatMap(wordsIn)] : statement
}

function wordsOf(format: BlockFormat, statement: Statement): readonly (readonly string[])[] {
  const words = 'inner' in statement ? statement.words : statement
  const own = words.map((word, at) => (at === 0 ? fold(format, word) : word))
  return 'inner' in statement ? [own, ...statement.inner.flatMap((each) => wordsOf(format, each))] : [own]
}

/** Blocks and directives of a file that has nothing else, in their order. */
function wordsTold(format: BlockFormat, { settings, blocks }: BlockRead): readonly (readonly string[])[] {
  const heads = new Map(blocks.map((block) => [block.span.start, block.words]))
  return settings
    .filter(({ path }) => path[0] !== '</')
    .map(({ path, value, keySpan }) => {
      const [name = '', ...args] = heads.get(keySpan.start) ?? [path.at(-1) ?? '', ...(value ?? [])]
      return [fold(format, name), ...args]
    })
}

/** One step of indentation as blocks of the file have it. */
function unitOf(text: string, { settings, blocks }: BlockRead): string {
  for (const block of blocks) {
    const outer = indentAt(text, block.span.start)
    const first = settings.find(({ path }) => isIn(path, block.path))
    const inner = first === undefined ? undefined : indentAt(text, first.keySpan.start)
    if (outer !== undefined && inner !== undefined && inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length)
  }
  return '    '
}

function placesOf(
  text: string,
  read: BlockRead,
  holder: Block | undefined,
  last: Block | undefined,
  print: (indent: string) => string,
): readonly (readonly Edit[])[] {
  const places: Edit[] = []
  const indent = last === undefined ? undefined : indentAt(text, last.span.start)
  if (last !== undefined && indent !== undefined) {
    const isApart = /(?:^|\n)[ \t\r]*\n(?:[ \t]*#[^\n]*\n)*$/.test(text.slice(Math.max(0, last.span.start - 2000), last.span.start - indent.length))
    places.push(linesBehind(text, last.span.end, `${isApart ? '\n' : ''}${indent}${print(indent)}`))
  }
  if (holder === undefined) return [...places, linesAtEnd(text, `${text.trim() === '' ? '' : '\n'}${print('')}`)].map((place) => [place])
  const outer = indentAt(text, holder.span.start) ?? ''
  const own = outer + unitOf(text, read)
  if (indentAt(text, holder.inner.end) !== undefined) places.push(linesBefore(text, holder.inner.end, own + print(own)))
  places.push({ start: holder.inner.end, end: holder.inner.end, text: `\n${own}${print(own)}\n${outer}` })
  return places.map((place) => [place])
}
