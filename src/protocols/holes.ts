/** What stands in a text for a value that is not there: `${VAR}`, `$(VAR)`, `<placeholder>`, `{{ template }}`. */
const simpleHole = /\{\{[^{}]{0,200}\}\}|<[^<>\n]{1,120}>|\$\([A-Za-z0-9_. -]{1,120}\)/g

const mark = '\u0001'

/**
 * The same text, same length, with every hole blotted out: separators inside a hole (`${PORT:-5432}`) are then not
 * taken for separators of the text around it.
 */
export function maskHoles(text: string): string {
  let masked = text
  if (text.includes('${')) masked = maskBraced(masked)
  if (/[<({]/.test(masked)) masked = masked.replace(simpleHole, (hole) => mark.repeat(hole.length))
  return masked
}

/** True when the text holds a hole. */
export function hasHole(text: string): boolean {
  return maskHoles(text).includes(mark)
}

/** True when the text is one or more holes and nothing else. */
export function isAllHole(text: string): boolean {
  if (text === '') return false
  for (const character of maskHoles(text)) if (character !== mark) return false
  return true
}

/** The text without its holes. */
export function withoutHoles(text: string): string {
  const masked = maskHoles(text)
  if (masked === text) return text
  let rest = ''
  for (let index = 0; index < text.length; index++) if (masked[index] !== mark) rest += text[index]
  return rest
}

/** Splits at a one-character separator that stands outside of holes. */
export function splitOutside(text: string, separator: string): string[] {
  const masked = maskHoles(text)
  const parts: string[] = []
  let from = 0
  for (;;) {
    const at = masked.indexOf(separator, from)
    if (at === -1) break
    parts.push(text.slice(from, at))
    from = at + separator.length
  }
  parts.push(text.slice(from))
  return parts
}

/** One pass with a depth counter, for `${A:-${B}}`. A brace that never closes masks nothing. */
function maskBraced(text: string): string {
  let masked = ''
  let index = 0
  let lastClose = text.lastIndexOf('}')
  while (index < text.length) {
    if (text.startsWith('${', index) && index < lastClose) {
      const end = closing(text, index)
      if (end === -1) {
        lastClose = -1
      } else {
        masked += mark.repeat(end - index)
        index = end
        continue
      }
    }
    masked += text[index]
    index++
  }
  return masked
}

function closing(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    if (text.startsWith('${', index)) {
      depth++
      index++
    } else if (text[index] === '}') {
      depth--
      if (depth === 0) return index + 1
    }
  }
  return -1
}
