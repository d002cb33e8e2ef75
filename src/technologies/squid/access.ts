import type { Place } from '../../model/place.ts'
import type { Acl } from './acl.ts'
import type { Configuration } from './configuration.ts'
import { matches } from './match.ts'
import type { Request } from './request.ts'

export interface Rule {
  readonly allows: boolean
  readonly acls: readonly { readonly name: string; readonly negated: boolean }[]
  readonly trail: readonly Place[]
}

/** The rules of a directive such as `http_access`, in order; what is neither allow nor deny squid leaves out. */
export function rulesOf({ directives }: Configuration, name: string): readonly Rule[] {
  return directives.flatMap((directive) => {
    const [action, ...words] = directive.name === name ? directive.words : []
    if (action !== 'allow' && action !== 'deny') return []
    const acls = words.map((word) => ({ name: word.replace(/^!/, ''), negated: word.startsWith('!') }))
    return [{ allows: action === 'allow', acls, trail: directive.trail }]
  })
}

export interface Answer {
  readonly decision: 'allow' | 'deny' | 'login' | 'unknown'
  /** The rule that decides; absent where none fits and the opposite of the last one holds. */
  readonly rule?: Rule
}

/**
 * What squid answers: the first rule whose ACLs all fit decides; where none does, the opposite of the last rule; without rules all is
 * denied (cf.data.pre, 5.7).
 */
export function answerTo(request: Request, rules: readonly Rule[], acls: ReadonlyMap<string, Acl>): Answer {
  for (const rule of rules) {
    const fits = fitsRule(rule, request, acls)
    if (fits === true) return { decision: rule.allows ? 'allow' : 'deny', rule }
    if (fits === 'login') return { decision: 'login', rule }
    if (fits === undefined) return { decision: 'unknown', rule }
  }
  const last = rules.at(-1)
  return { decision: last === undefined || last.allows ? 'deny' : 'allow' }
}

function fitsRule(rule: Rule, request: Request, acls: ReadonlyMap<string, Acl>): boolean | 'login' | undefined {
  let isUnknown = false
  for (const { name, negated } of rule.acls) {
    const found = matches(acls.get(name), request, acls)
    if (found === 'login') return isUnknown ? undefined : 'login'
    if (found === undefined) isUnknown = true
    else if (found === negated) return false
  }
  return isUnknown ? undefined : true
}
