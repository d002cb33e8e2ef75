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
  /** The names that were seen, where each may be there once. */
  readonly names: Set<string> | undefined
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

export interface JsonVisitor {
  readonly value: (spot: JsonSpot) => void
  /** Names of members. */
  readonly name?: (name: string) => void
  /** Two members of one name are a fault: programs take the first or the last one. */
  readonly unique: boolean
}

/** Reads JSON and tells of each value in it. Faults: what is no JSON, more than 128 levels, and what `unique` says. */
export function walkJson(text: string, visitor: JsonVisitor): unknown {
  const steps = jsonSteps(text, visitor)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Characters between two pauses. */
const stride = 65_536

const [quote, backslash, comma, colon, open, close, list, listEnd] = Array.from('"\\,:{}[]', (one) => one.charCodeAt(0)) as unknown as readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]

/** The same in steps, for who has others to serve meanwhile. */
export function* jsonSteps(text: string, { value, name: named, unique }: JsonVisitor): Generator<undefined, unknown, undefined> {
  const read = parsed(text)
  const frames: Frame[] = []
  const path: string[] = []
  let pause = stride
  // from here on the text is known to be JSON
  for (let at = 0; at < text.length;) {
    if (at > pause) {
      pause = at + stride
      yield
    }
    const code = text.charCodeAt(at)
    const frame = frames.at(-1)
    if (code === open || code === list) {
      if (frames.length === deepest) throw new JsonFault(`more than ${deepest} levels`)
      frames.push({ start: at, list: code === list, names: unique && code === open ? new Set() : undefined, index: 0 })
      path.push('0')
      at++
    } else if (code === close || code === listEnd) {
      frames.pop()
      path.pop()
      at++
      value({ path, start: frame!.start, end: at, isLeaf: false })
    } else if (code === comma) {
      if (frame!.list) path[path.length - 1] = String(++frame!.index)
      at++
    } else if (code === colon || isBlank(code)) at++
    else {
      const end = tokenEnd(text, at)
      if (frame?.list === false && text.charCodeAt(afterBlanks(text, end)) === colon) {
        const name = stringOf(text, at, end)
        if (frame.names?.has(name) === true) throw new JsonFault('two members of one name')
        frame.names?.add(name)
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

/** The text of a string between its quotes, with its escapes undone. */
export function stringOf(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end - 1)
  return inside.includes('\\') ? (JSON.parse(`"${inside}"`) as string) : inside
}

/** The end of a string, a number or a word. */
function tokenEnd(text: string, from: number): number {
  let at = from + 1
  if (text.charCodeAt(from) === quote) {
    for (let code = text.charCodeAt(at); code !== quote; code = text.charCodeAt(at)) at += code === backslash ? 2 : 1
    return at + 1
  }
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === comma || code === close || code === listEnd || isBlank(code)) break
  }
  return at
}

function afterBlanks(text: string, from: number): number {
  let at = from
  while (isBlank(text.charCodeAt(at))) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
