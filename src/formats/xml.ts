import { SaxesParser } from 'saxes'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Character data of the element itself, CDATA included, without that of its children. */
  readonly text: string
  /** The opening tag. */
  readonly span: Span
}

export interface XmlFile {
  readonly root: XmlElement | undefined
  readonly problems: readonly Problem[]
}

const mostDepth = 200

interface Growing {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Growing[]
  text: string
  readonly span: Span
}

/** Reads XML as a tree. Neither external entities nor those of a DOCTYPE are known. What is nested too deep joins its ancestor. */
export function parseXml(text: string): XmlFile {
  const lines = linesOf(text)
  const problems: Problem[] = []
  const parser = new SaxesParser()
  const path: Growing[] = []
  let root: Growing | undefined
  let depth = 0
  const position = (): number => Math.min(parser.position, text.length)
  parser.on('error', (error) => {
    problems.push({ line: lines.at(Math.max(0, position() - 1)), message: error.message.replace(/^(?:\d+:\d+|undefined):? */, '') })
  })
  parser.on('opentag', (tag) => {
    depth++
    if (depth > mostDepth) return
    const end = position()
    const start = Math.max(0, text.lastIndexOf('<', end - 1))
    const element: Growing = {
      name: tag.name,
      attributes: new Map(Object.entries(tag.attributes)),
      children: [],
      text: '',
      span: lines.span(start, end),
    }
    const parent = path.at(-1)
    if (parent === undefined) root ??= element
    else parent.children.push(element)
    path.push(element)
  })
  const collect = (piece: string): void => {
    const element = path.at(-1)
    if (element !== undefined) element.text += piece
  }
  parser.on('text', collect)
  parser.on('cdata', collect)
  parser.on('closetag', () => {
    if (depth-- <= mostDepth) path.pop()
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    problems.push({ line: 1, message: error.message })
  }
  return { root, problems }
}

/** All elements of a name below an element, at any depth, in the order of the text. */
export function* elementsOf(element: XmlElement | undefined, name: string): Generator<XmlElement> {
  if (element === undefined) return
  if (element.name === name) yield element
  for (const child of element.children) yield* elementsOf(child, name)
}
