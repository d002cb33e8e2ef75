import type { Rule } from './tree.ts'

/** A block with the blocks around it: nginx's directives are inherited inwards. */
export interface Scope {
  readonly kind: string
  readonly rule: Rule
  readonly parent?: Scope
}

/** Blocks inside a scope whose name is one of these, at any depth of `if`, `limit_except` and nested locations. */
export function scopesIn(scope: Scope, ...names: readonly string[]): readonly Scope[] {
  return (scope.rule.body ?? []).flatMap((rule) => {
    if (rule.body === undefined) return []
    const inner: Scope = { kind: rule.name, rule, parent: scope }
    const deeper = ['location', 'if', 'limit_except', 'server', 'http', 'stream', 'mail'].includes(rule.name) ? scopesIn(inner, ...names) : []
    return names.includes(rule.name) ? [inner, ...deeper] : deeper
  })
}

export function own(scope: Scope, name: string): readonly Rule[] {
  return (scope.rule.body ?? []).filter((rule) => rule.name === name)
}

export function passesOn(scope: Scope): boolean {
  return ['proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass', 'memcached_pass'].some((name) => own(scope, name).length > 0)
}

/** The directive in force: the nearest scope outwards that has it. */
export function inForce(scope: Scope, name: string): Rule | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = own(at, name).at(-1)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * All directives of a list in force. A level that has one of its own inherits none (ngx_http_headers_module, ngx_http_proxy_module);
 * `add_header_inherit merge` (nginx 1.29.3) changes that for add_header.
 */
export function listInForce(scope: Scope, name: string): readonly Rule[] {
  const found: Rule[] = []
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const here = own(at, name)
    found.push(...here)
    if (here.length > 0 && !(name === 'add_header' && inForce(scope, 'add_header_inherit')?.args[0] === 'merge')) break
  }
  return found
}

/** The header of that name that a list directive sets in this scope, whatever its case. */
export function headerIn(scope: Scope, name: 'add_header' | 'proxy_set_header', header: string): Rule | undefined {
  return listInForce(scope, name).find((rule) => rule.args[0]?.toLowerCase() === header.toLowerCase())
}

const mostVariants = 20

/** What a text may become: variables of `set` are put in, those of `map` and `split_clients` stand for each of their values; others stay. */
export function variantsOf(scope: Scope, text: string): readonly string[] {
  let all: readonly string[] = [withVariables(scope, text)]
  for (let round = 0; round < 4; round++) {
    const next = all.flatMap((each) => {
      const name = variable.exec(each)
      const values = name === null ? undefined : valuesOf(scope, name[1] ?? '')
      return name === null || values === undefined ? [each] : values.map((value) => each.replace(name[0], () => value))
    })
    const unique = [...new Set(next)].slice(0, mostVariants)
    if (unique.join('\n') === all.join('\n')) break
    all = unique
  }
  return all
}

const variable = /\$\{?([a-z_][a-z0-9_]*)\}?/i

/** The values that a `map` on the way out may give; undefined where none is of that name. */
function valuesOf(scope: Scope, name: string): readonly string[] | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = (at.rule.body ?? []).findLast((rule) => (rule.name === 'map' || rule.name === 'split_clients') && rule.args[1] === `$${name}`)
    if (found === undefined) continue
    const values = (found.body ?? []).flatMap((rule) => (rule.args[0] === undefined ? [] : [rule.args[0]]))
    return values.length === 0 ? undefined : [...new Set(values)].slice(0, mostVariants)
  }
  return undefined
}

/** A text with the variables put in that `set` gives in this scope or around it; others stay. */
export function withVariables(scope: Scope, text: string, depth = 0): string {
  if (!text.includes('$') || depth > 4) return text
  return text.replace(/\$\{?([a-z0-9_]+)\}?/gi, (whole, name: string) => {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const found = own(at, 'set').findLast((rule) => rule.args[0] === `$${name}`)?.args[1]
      if (found !== undefined && found !== whole) return withVariables(scope, found, depth + 1).slice(0, 2000)
    }
    return whole
  })
}
