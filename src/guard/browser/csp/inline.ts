import { createHash } from 'node:crypto'

/** What stands in a page itself between the tags of a script or a style, and its hash as policies name it. */
export interface Inline {
  readonly kind: 'script' | 'style'
  readonly text: string
  readonly hash: string
}

/**
 * The inline scripts and styles of a page as a server sent it (HTML: raw text up to the end tag; a line end is a line feed). Comments are passed
 * over. A hash too many or too few lets nothing run that the page did not hold.
 */
export function inlineOf(html: string): readonly Inline[] {
  const text = html.replaceAll(/\r\n?/g, '\n')
  const found: Inline[] = []
  const next = /<!--|<(?<kind>script|style)(?<attributes>(?:[\s/](?:"[^"]*"|'[^']*'|[^"'>])*)?)>/gi
  for (let match = next.exec(text); match !== null; match = next.exec(text)) {
    const { kind, attributes = '' } = match.groups ?? {}
    if (kind === undefined) {
      const end = text.indexOf('-->', next.lastIndex)
      if (end === -1) break
      next.lastIndex = end + 3
      continue
    }
    const end = new RegExp(String.raw`</${kind}[\s/>]`, 'gi')
    end.lastIndex = next.lastIndex
    const stop = end.exec(text)
    if (stop === null) break
    const inside = text.slice(next.lastIndex, stop.index)
    if (inside !== '' && !/(?:^|[\s/])src\s*=/i.test(attributes))
      found.push({ kind: kind.toLowerCase() === 'script' ? 'script' : 'style', text: inside, hash: hashOf(inside) })
    next.lastIndex = end.lastIndex
  }
  return found
}

/** `'sha256-...'` of the text in UTF-8. */
export function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
