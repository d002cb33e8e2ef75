import { withoutStatements } from '../formats/template.ts'
import type { Gap } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'

/** A settings file that a program reads, with the way to turn its positions into places. */
export interface Document {
  readonly path: string
  readonly file: string
  readonly text: string
  readonly mount: readonly Place[]
}

/** Opens the file that a program reads; a file that is mounted but cannot be read is a gap. */
export function openDocument(input: ComponentInput, path: string, gaps: Gap[]): Document | undefined {
  const opened = input.open(path)
  if (opened.state === 'text') {
    const { value: text, problems } = withoutStatements(opened.text.replace(/^\ufeff/, ''))
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: opened.file, line } })
    return { path, file: opened.file, text, mount: opened.mount }
  }
  if (opened.state === 'unreadable') {
    const place = opened.mount[0]
    gaps.push({ why: `${input.id} reads ${path}: ${opened.why}`, ...(place === undefined ? {} : { place }) })
  }
  return undefined
}

/**
 * Opens the file at the place where the product itself writes it. Inside a volume that is no gap: the program made the file at its first
 * start, so that its defaults hold unless somebody changed it there by hand.
 */
export function openOwnDocument(input: ComponentInput, path: string, gaps: Gap[]): Document | undefined {
  const isInVolume = input.mounts.some(({ kind, target }) => kind === 'volume' && path.startsWith(`${target.value.replace(/\/+$/, '')}/`))
  return openDocument(input, path, isInVolume ? [] : gaps)
}

/** The place of a position in a document. */
export function placeAt(document: Document, span: { readonly line: number; readonly endLine?: number }): Place {
  const { line, endLine = line } = span
  return endLine === line ? { file: document.file, line } : { file: document.file, line, endLine }
}

const placeholder = /^(?:<[^<>]+>|@\w+@|%\w+%)$/
const expression = /\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{1,300}%\}|<%[-=][^%\n]{1,300}%>/

/** A value written in a document; what is still to be filled in (`<password>`, `{{ password }}`) leaves it unresolved. */
export function settingAt(document: Document, value: string, span: { readonly line: number; readonly endLine?: number }): Setting {
  const text = placeholder.exec(value.trim())?.[0] ?? expression.exec(value)?.[0]
  const unresolved = text === undefined ? [] : [{ text, kind: 'placeholder' as const, why: `${text} is still to be filled in` }]
  return { value, trail: [placeAt(document, span), ...document.mount], unresolved }
}
