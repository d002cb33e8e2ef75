import { SaxesParser } from 'saxes'
import { refuse } from './refusal.ts'

export const space = {
  protocol: 'urn:oasis:names:tc:SAML:2.0:protocol',
  assertion: 'urn:oasis:names:tc:SAML:2.0:assertion',
  metadata: 'urn:oasis:names:tc:SAML:2.0:metadata',
  signature: 'http://www.w3.org/2000/09/xmldsig#',
  exclusive: 'http://www.w3.org/2001/10/xml-exc-c14n#',
} as const

export interface Element {
  readonly space: string
  readonly local: string
  /** By the name as written; namespaces are not in here. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  /** Character data of the element itself. */
  readonly text: string
}

interface Growing extends Element {
  readonly children: Growing[]
  text: string
}

const deepest = 32
const mostElements = 5000
const mostAttributes = 32

/**
 * A document as a tree, or a refusal. What parsers read differently is not read at all: no DOCTYPE, comment, CDATA section or processing
 * instruction (all begin with `<!` or `<?`; one XML declaration is allowed), no entity but the five of XML itself.
 */
export function parsed(text: string): Element {
  const body = text.replace(/^<\?xml version="1\.0"(?: encoding="(?:UTF-8|utf-8)")?(?: standalone="(?:yes|no)")? ?\?>/, '')
  if (/<[!?]/.test(body)) refuse('a DOCTYPE, a comment, CDATA or a processing instruction')
  if (/&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)/.test(body)) refuse('an entity that XML does not have')
  const parser = new SaxesParser({ xmlns: true })
  const path: Growing[] = []
  let root: Growing | undefined
  let elements = 0
  parser.on('error', () => refuse('no well-formed XML'))
  parser.on('opentag', (tag) => {
    const named = Object.values(tag.attributes)
    if (++elements > mostElements || path.length >= deepest || named.length > mostAttributes) refuse('too many elements or attributes, or too deep')
    const own = named.filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    const element: Growing = {
      space: tag.uri,
      local: tag.local,
      attributes: new Map(own.map(({ name, value }) => [name, value])),
      children: [],
      text: '',
    }
    const parent = path.at(-1)
    if (parent === undefined) root = element
    else parent.children.push(element)
    path.push(element)
  })
  parser.on('text', (piece) => {
    const element = path.at(-1)
    if (element !== undefined) element.text += piece
  })
  parser.on('closetag', () => void path.pop())
  parser.write(body).close()
  return root ?? refuse('no element')
}

export function childrenOf(element: Element, within: string, local: string): readonly Element[] {
  return element.children.filter((child) => child.space === within && child.local === local)
}

/** The one child of a name; none, or several, are a refusal. */
export function childOf(element: Element, within: string, local: string): Element {
  const [first, ...others] = childrenOf(element, within, local)
  return first === undefined || others.length > 0 ? refuse(`not one ${local} in ${element.local}`) : first
}

/** The text of an element that has nothing but text, without white space around it. */
export function textOf(element: Element): string {
  return element.children.length > 0 ? refuse(`elements within ${element.local}`) : element.text.trim()
}

export function* everyElement(element: Element): Generator<Element> {
  yield element
  for (const child of element.children) yield* everyElement(child)
}
