import type { HttpAnswer } from '../../wire/http/answer.ts'
import { valuesOf } from '../../wire/http/answer.ts'

/** One policy (Content Security Policy Level 3, W3C): its directives, of which the first of a name counts. */
export interface Policy {
  readonly has: (directive: string) => boolean
  readonly sources: (...directives: readonly string[]) => readonly string[] | undefined
}

/** The policies that a browser enforces, all of them at once. */
export function policiesOf(answer: HttpAnswer): readonly Policy[] {
  return valuesOf(answer, 'content-security-policy')
    .flatMap((value) => value.split(','))
    .flatMap((text) => {
      const directives = new Map<string, readonly string[]>()
      for (const part of text.split(';')) {
        const [name = '', ...sources] = part.trim().toLowerCase().split(/\s+/)
        if (name !== '' && !directives.has(name)) directives.set(name, sources)
      }
      if (directives.size === 0) return []
      return [
        {
          has: (name) => directives.has(name),
          sources: (...names) => names.map((name) => directives.get(name)).find((each) => each !== undefined),
        },
      ]
    })
}

export function isFramedByAnybody(policy: Policy): boolean {
  const sources = policy.sources('frame-ancestors')
  return sources === undefined || sources.some((source) => /^(?:\*|https?:|https?:\/\/\*)$/.test(source))
}

/** Why an injected script would run all the same; empty when one of the policies stops it. */
export function scriptFlaws(policies: readonly Policy[]): readonly string[] {
  if (policies.length === 0) return ['there is none']
  const all = policies.map(flawsOf)
  return all.find((flaws) => flaws.length === 0) ?? all[0] ?? []
}

function flawsOf(policy: Policy): readonly string[] {
  const sources = policy.sources('script-src', 'default-src')
  if (sources === undefined) return ['scripts are not limited']
  const isStrict = sources.includes("'strict-dynamic'")
  const isNamed = sources.some((source) => /^'(?:nonce|sha256|sha384|sha512)-/.test(source))
  const wide = isStrict && isNamed ? [] : sources.filter((source) => /^(?:\*|https?:|data:|https?:\/\/\*)$/.test(source))
  return [
    // with a nonce or a hash beside it, browsers pass over it
    ...(sources.includes("'unsafe-inline'") && !isNamed ? ["'unsafe-inline' for scripts"] : []),
    ...(wide.length === 0 ? [] : ['scripts from any host']),
  ]
}
