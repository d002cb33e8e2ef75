import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'
import type { Layout } from './layout.ts'

export interface Rendered extends Document {
  /** The path of what it was made of, where it was. */
  readonly template?: string
}

/**
 * Files that the official image's entrypoint writes before nginx starts: every template with the component's variables put in
 * (nginx 1.19 and later, docker-entrypoint.d/20-envsubst-on-templates.sh: only variables that are set are replaced).
 */
export function generated(input: ComponentInput, layout: Layout, gaps: Gap[]): ReadonlyMap<string, Rendered> {
  const folder = input.env.get('NGINX_ENVSUBST_TEMPLATE_DIR')?.value ?? '/etc/nginx/templates'
  const suffix = input.env.get('NGINX_ENVSUBST_TEMPLATE_SUFFIX')?.value ?? '.template'
  const output = input.env.get('NGINX_ENVSUBST_OUTPUT_DIR')?.value ?? layout.folder
  const filter = filterOf(input)
  const made = new Map<string, Rendered>()
  for (const name of input.list(folder)) {
    if (suffix === '' || !name.endsWith(suffix)) continue
    const template = openDocument(input, `${folder}/${name}`, gaps)
    if (template === undefined) continue
    const path = `${output}/${name.slice(0, -suffix.length)}`
    made.set(path, { ...template, path, template: template.path, text: substitute(template.text, input, filter) })
  }
  return made
}

/** Line breaks in a value would move every line behind it: they become spaces, which nginx reads alike. */
function substitute(text: string, input: ComponentInput, applies: (name: string) => boolean): string {
  return text.replace(
    /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (whole, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? ''
      const value = applies(name) ? input.env.get(name) : undefined
      return value === undefined ? whole : value.value.replace(/[\r\n]+/g, ' ')
    },
  )
}

/** NGINX_ENVSUBST_FILTER is an expression of awk; only the plain prefix that people write is understood, the rest applies to all. */
function filterOf(input: ComponentInput): (name: string) => boolean {
  const prefix = /^\^?([A-Za-z0-9_]+)$/.exec(input.env.get('NGINX_ENVSUBST_FILTER')?.value ?? '')
  const word = prefix?.[1]
  if (word === undefined) return () => true
  return (name) => (prefix?.input.startsWith('^') === true ? name.startsWith(word) : name.includes(word))
}
