import { parseSquidList } from '../../formats/squid-conf.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { openDocument } from '../../settings/documents.ts'
import type { Configuration, Directive } from './configuration.ts'

/** A value of an ACL, and the line that holds it. */
export interface AclValue {
  readonly text: string
  readonly trail: readonly Place[]
}

export interface Acl {
  readonly name: string
  readonly type: string
  /** The values of each line of its own: `all-of` joins those of one line. */
  readonly lines: readonly (readonly AclValue[])[]
  /** A file that it names is not here. */
  readonly missing?: string
  readonly trail: readonly Place[]
}

/** ACLs that squid has before it reads its file (cf.data.pre, 5.7; `to_linklocal` since 6). */
const builtIn: readonly string[] = [
  'all src all',
  'manager url_regex -i ^cache_object:// +i ^https?://[^/]+/squid-internal-mgr/',
  'localhost src 127.0.0.1/32 ::1',
  'to_localhost dst 127.0.0.0/8 0.0.0.0/32 ::1/128 ::/128',
  'to_linklocal dst 169.254.0.0/16 fe80::/10',
  'CONNECT method CONNECT',
]

/** All ACLs by name; more lines of one name add up. */
export function aclsOf(configuration: Configuration, input: ComponentInput, gaps: Gap[]): ReadonlyMap<string, Acl> {
  const acls = new Map<string, Acl>()
  for (const text of builtIn) {
    const [name = '', type = '', ...values] = text.split(' ')
    acls.set(name, { name, type, lines: [values.map((value) => ({ text: value, trail: [] }))], trail: [] })
  }
  const quotedIsText = configuration.directives.findLast(({ name }) => name === 'configuration_includes_quoted_values')?.words[0] === 'on'
  for (const directive of configuration.directives) {
    const [name, type, ...words] = directive.name === 'acl' ? directive.words : []
    if (name === undefined || type === undefined) continue
    const known = acls.get(name)
    const { values, missing } = valuesOf(words, directive, quotedIsText, input, gaps)
    const absent = missing ?? known?.missing
    acls.set(name, {
      name,
      type: known?.type ?? type,
      lines: [...(known?.lines ?? []), values],
      ...(absent === undefined ? {} : { missing: absent }),
      trail: known === undefined || known.trail.length === 0 ? directive.trail : known.trail,
    })
  }
  return acls
}

interface Values {
  readonly values: readonly AclValue[]
  readonly missing?: string
}

/** A quoted word is a file with one value a line, and nothing behind it counts (ConfigParser::strtokFile, 5.7). */
function valuesOf(words: readonly string[], directive: Directive, quotedIsText: boolean, input: ComponentInput, gaps: Gap[]): Values {
  const values: AclValue[] = []
  for (const word of words) {
    const named = quotedIsText ? /^parameters\("([^"]+)"?\)?$/.exec(word)?.[1] : /^["']([^"']+)/.exec(word)?.[1]
    if (named === undefined) {
      values.push({ text: quotedIsText ? word.replace(/^(["'])(.*)\1$/, '$2') : word, trail: directive.trail })
      continue
    }
    const list = openDocument(input, named, gaps)
    if (list === undefined) return { values, missing: named }
    for (const { value, line } of parseSquidList(list.text))
      values.push({ text: value, trail: [{ file: list.file, line }, ...list.mount, directive.place] })
    if (!quotedIsText) break
  }
  return { values }
}
