import { SaxesParser } from 'saxes'
import { linesOf } from './lines.ts'
import type { Problem, Span } from './node.ts'

export interface HadoopProperty {
  readonly name: string
  readonly value: string
  /** Later files cannot change it. */
  readonly final: boolean
  /** The value alone. */
  readonly span: Span
  /** From `<property>` to its end. */
  readonly block: Span
}

export interface HadoopFile {
  readonly properties: readonly HadoopProperty[]
  /** Files that XInclude names. */
  readonly includes: readonly { readonly href: string; readonly span: Span }[]
  readonly problems: readonly Problem[]
}

const mostDepth = 200

/** Reads `<configuration><property><name/><value/></property></configuration>`. External entities are not known. */
export function parseHadoopXml(text: string): HadoopFile {
  const lines = linesOf(text)
  const properties: HadoopProperty[] = []
  const includes: { href: string; span: Span }[] = []
  const problems: Problem[] = []
  const parser = new SaxesParser()
  const path: string[] = []
  let fields = new Map<string, { readonly text: string; readonly start: number; readonly end: number }>()
  let propertyStart = 0
  let tagEnd = 0
  let content = ''
  let tooDeep = false

  function position(): number {
    return Math.min(parser.position, text.length)
  }

  parser.on('error', (error) => {
    problems.push({
      line: lines.at(Math.max(0, Math.min(position(), text.length) - 1)),
      message: error.message.replace(/^(?:\d+:\d+|undefined):? */, ''),
    })
  })
  parser.on('opentag', (tag) => {
    tagEnd = position()
    const tagStart = Math.max(0, text.lastIndexOf('<', tagEnd - 1))
    content = ''
    tooDeep ||= path.length >= mostDepth
    if (path.length < mostDepth) path.push(tag.name)
    const attributes = new Map(Object.entries(tag.attributes))
    if (/^(?:\w+:)?include$/.test(tag.name)) includes.push({ href: attributes.get('href') ?? '', span: lines.span(tagStart, tagEnd) })
    if (tag.name !== 'property') return
    propertyStart = tagStart
    fields = new Map()
    for (const [name, value] of attributes) fields.set(name, { text: value, start: tagStart, end: tagEnd })
  })
  function collect(piece: string): void {
    content += piece
  }
  parser.on('text', collect)
  parser.on('cdata', collect)
  parser.on('closetag', (tag) => {
    const end = position()
    if (path.at(-1) === tag.name) path.pop()
    if (tag.name === 'name' || tag.name === 'value' || tag.name === 'final') {
      const close = tag.isSelfClosing ? tagEnd : Math.max(tagEnd, text.lastIndexOf('</', end - 1))
      if (path.at(-1) === 'property') fields.set(tag.name, { text: tag.isSelfClosing ? '' : content, start: tagEnd, end: close })
    } else if (tag.name === 'property') {
      const name = fields.get('name')?.text.trim()
      const value = fields.get('value')
      const line = lines.at(propertyStart)
      if (name === undefined || name === '') problems.push({ line, message: 'a property has no name' })
      else if (value === undefined) problems.push({ line, message: `the property ${name} has no value` })
      else {
        const final = fields.get('final')?.text.trim() === 'true'
        properties.push({ name, value: value.text, final, span: lines.span(value.start, value.end), block: lines.span(propertyStart, end) })
      }
    }
    content = ''
  })
  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    problems.push({ line: 1, message: error.message })
  }
  if (tooDeep) problems.push({ line: 1, message: `too complex: it is nested more than ${mostDepth} levels deep` })
  return { properties, includes, problems }
}
