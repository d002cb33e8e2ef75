import type { GuideAnswer } from '../model/answer.ts'
import type { GuideRenderOptions } from '../model/render.ts'
import { uuidOf } from './uuid.ts'
import { printable } from './words.ts'

/** The release whose schemas the tests hold documents against (third_party/oscal). */
const oscalVersion = '1.2.3'

interface Property {
  readonly name: string
  readonly ns: string
  readonly value: string
}

/** What every OSCAL document begins with. */
export function metadata(title: string, { now, tool }: GuideRenderOptions): unknown {
  return { title: oneLine(title), 'last-modified': now, version: oneLine(tool.version), 'oscal-version': oscalVersion }
}

/** A property of ours: OSCAL's own names mean what NIST says, and nothing else. */
export function property(name: string, value: string): Property {
  return { name, ns: 'urn:ringwall:oscal', value: oneLine(value) }
}

/** The guide as a resource at the end of the document: there is no catalogue of it in OSCAL that one could point to. */
export function guideResource({ guide, title }: GuideAnswer): { readonly href: string; readonly resource: unknown } {
  const uuid = uuidOf('guide', guide)
  const citation = { text: oneLine(`${title}, the rows of the guide ${guide} of Ringwall`) }
  return { href: `#${uuid}`, resource: { uuid, title: oneLine(title), citation } }
}

/** OSCAL's lines neither break nor begin or end with blanks, and are never empty. */
export function oneLine(text: string): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim()
  return line === '' ? '-' : line
}

/** Names the document by all that it says, so that another content is another document. */
export function documentText(kind: string, body: object): string {
  return `${JSON.stringify({ [kind]: { uuid: uuidOf(kind, JSON.stringify(body)), ...body } }, undefined, 2)}\n`
}
