/** A value in the text of JSON: the way to it, and where it stands. Of an object or a list it is told when it ends. */
export interface JsonSpot {
  /** Names of members, and numbers of items; of the moment: to be copied by who keeps it. */
  readonly path: readonly string[]
  readonly start: number
  readonly end: number
  readonly isLeaf: boolean
}

/** It is not JSON (RFC 8259) that every program reads alike. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault'
}

/** Levels in one another at most. */
const deepest = 128

interface Frame {
  readonly start: number
  readonly list: boolean
  /** The names that were seen. */
  readonly names: Set<string>
  index: number
}

/** The text of JSON in UTF-8 without a mark in front, or a fault. */
export function jsonText(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (text.startsWith('\u{feff}')) throw new JsonFault('a mark in front of it')
    return text
  } catch (error) {
    if (error instanceof JsonFault) throw error
    throw new JsonFault('it is not UTF-8', { cause: error })
  }
}

/**
 * Reads JSON and tells of each value in it, and of each name of a member. Faults: what is no JSON, more than 128 levels, and, where `unique`, two
 * members of one name: programs take the first or the last one.
 */
export function walkJson(
  text: string,
  { value, name: named, unique }: { readonly value: (spot: JsonSpot) => void; readonly name?: (name: string) => void; readonly unique: boolean },
): unknown {
  const read = parsed(text)
  const frames: Frame[] = []
  const path: string[] = []
  // from here on the text is known to be JSON
  for (let at = 0; at < text.length;) {
    const character = text[at]!
    const frame = frames.at(-1)
    if (character === '{' || character === '[') {
      if (frames.length === deepest) throw new JsonFault(`more than ${deepest} levels`)
      frames.push({ start: at, list: character === '[', names: new Set(), index: 0 })
      path.push('0')
      at++
    } else if (character === '}' || character === ']') {
      frames.pop()
      path.pop()
      at++
      value({ path, start: frame!.start, end: at, isLeaf: false })
    } else if (character === ',') {
      if (frame!.list) path[path.length - 1] = String(++frame!.index)
      at++
    } else if (/[ \t\r\n:]/.test(character)) at++
    else {
      const end = tokenEnd(text, at)
      const next = frame?.list === false ? afterBlanks(text, end) : end
      if (frame?.list === false && text[next] === ':') {
        const name = JSON.parse(text.slice(at, end)) as string
        if (unique && frame.names.has(name)) throw new JsonFault('two members of one name')
        if (unique) frame.names.add(name)
        named?.(name)
        path[path.length - 1] = name
      } else value({ path, start: at, end, isLeaf: true })
      at = end
    }
  }
  return read
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new JsonFault('it is not JSON', { cause: error })
  }
}

/** The end of a string, a number or a word. */
function tokenEnd(text: string, from: number): number {
  let at = from + 1
  if (text[from] === '"') {
    for (; text[at] !== '"'; at++) if (text[at] === '\\') at++
    return at + 1
  }
  while (at < text.length && !/[ \t\r\n,\]}]/.test(text[at]!)) at++
  return at
}

function afterBlanks(text: string, from: number): number {
  let at = from
  while (/[ \t\r\n]/.test(text[at] ?? '')) at++
  return at
}
