import type { SecurityHeaders } from '../../model/site.ts'
import type { Inline } from './inline.ts'
import { hashOf } from './inline.ts'
import { policyText, strictest } from './policy.ts'
import type { Directive, Seen } from './seen.ts'
import { sampleLength } from './seen.ts'

export interface Remark {
  /** `left-out`: the page does it, and the policy would stop it; `weak`: the policy lets it, and cannot be strict there. */
  readonly kind: 'left-out' | 'weak' | 'look'
  readonly seen: Seen
  readonly why: string
}

export interface Proposal {
  readonly policy: string
  /** Each source that was taken in beyond the site itself, for people to look at. */
  readonly taken: readonly Seen[]
  readonly remarks: readonly Remark[]
}

export interface ProposeOptions {
  readonly frame: SecurityHeaders['frame']
  /** Also what nobody reported who is logged in: anybody can make that up. */
  readonly anyone: boolean
  /** What stands in pages that the operator gave. */
  readonly inline: readonly Inline[]
}

/** Where anybody may put a script: to let in the host is to let in whoever wants. */
const everybodys = [
  'ajax.googleapis.com',
  'cdn.jsdelivr.net',
  'cdnjs.cloudflare.com',
  'esm.sh',
  'esm.run',
  'gist.githubusercontent.com',
  'raw.githubusercontent.com',
  'storage.googleapis.com',
  'unpkg.com',
]

/**
 * The least policy that lets through what was seen: the site itself, further origins one by one for what they were used for, inline scripts by
 * their hash. It never has `'unsafe-inline'` or `data:` for scripts, which would let in what somebody injects. What was blocked by a policy in
 * force is no part of it.
 */
export function proposed(all: readonly Seen[], { frame, anyone, inline }: ProposeOptions): Proposal {
  const policy = new Map([...strictest(frame)].map(([name, sources]) => [name, new Set(sources)]))
  const taken: Seen[] = []
  const remarks: Remark[] = []
  for (const seen of all.toSorted(byName)) {
    if (seen.isEnforced) continue
    if (seen.people === 0 && !anyone) {
      remarks.push({ kind: 'left-out', seen, why: 'nobody who is logged in reported it' })
      continue
    }
    const verdict = judged(seen, inline)
    if (verdict.why !== undefined) remarks.push({ kind: verdict.sources.length === 0 ? 'left-out' : verdict.kind, seen, why: verdict.why })
    if (verdict.sources.length === 0) continue
    taken.push(seen)
    const name = listOf(seen.directive, seen.source)
    const start = policy.get(name) ?? new Set(name.endsWith('-attr') ? [] : ["'self'"])
    start.delete("'none'")
    policy.set(name, new Set([...start, ...verdict.sources]))
  }
  return { policy: policyText(new Map([...policy].map(([name, sources]) => [name, tidied(name, sources)]))), taken, remarks }
}

interface Verdict {
  readonly sources: readonly string[]
  readonly kind: 'weak' | 'look'
  readonly why?: string
}

function judged(seen: Seen, inline: readonly Inline[]): Verdict {
  const { directive, source } = seen
  const not = (why: string): Verdict => ({ sources: [], kind: 'look', why })
  if (directive === 'frame-ancestors') return not('another page shows this one in a frame: "frame" says whether it may')
  if (directive === 'base-uri' && source !== 'self') return not('a page that is based elsewhere takes its scripts from there')
  switch (source) {
    case 'inline':
      return inlined(seen, inline)
    case 'eval':
      return { sources: ["'unsafe-eval'"], kind: 'weak', why: 'the program makes code of texts: only it can change that' }
    case 'wasm-eval':
      return { sources: ["'wasm-unsafe-eval'"], kind: 'look', why: 'WebAssembly' }
    case 'self':
      return { sources: ["'self'"], kind: 'look' }
    case 'data:':
      return isActive(directive) ? not('data: would let in whatever somebody injects') : { sources: ['data:'], kind: 'look' }
    case 'blob:':
      return isActive(directive) && directive !== 'worker-src'
        ? { sources: ['blob:'], kind: 'weak', why: 'the program makes code of texts: only it can change that' }
        : { sources: ['blob:'], kind: 'look' }
  }
  // what comes here is of anybody's making, and stands in a header
  if (!/^(?:https|wss):\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(source)) return not('not over TLS, or no name')
  const host = new URL(source).hostname
  return isActive(directive) && everybodys.includes(host)
    ? { sources: [source], kind: 'weak', why: 'anybody can put a script there: serve it from the site itself' }
    : { sources: [source], kind: 'look' }
}

/** What runs, or is a page of its own. */
function isActive(directive: Directive): boolean {
  return /^(?:script|worker|object|frame|child|base)/.test(directive)
}

function inlined({ directive, sample }: Seen, inline: readonly Inline[]): Verdict {
  const kind = directive.startsWith('style') ? 'style' : 'script'
  const begins = sample.trim()
  if (directive.endsWith('-attr')) {
    if (kind === 'style') return { sources: ["'unsafe-inline'"], kind: 'weak', why: 'styles in attributes have no hash that would hold' }
    return begins !== '' && sample.length < sampleLength
      ? { sources: ["'unsafe-hashes'", hashOf(sample)], kind: 'weak', why: 'a handler in an attribute: whoever can inject one can call it' }
      : { sources: [], kind: 'look', why: 'a handler in an attribute, longer than what browsers report: it belongs into a script' }
  }
  const known = inline.filter((one) => one.kind === kind && begins !== '' && one.text.trim().startsWith(begins))
  if (known.length > 0) return { sources: known.map(({ hash }) => hash), kind: 'look' }
  if (kind === 'style')
    return { sources: ["'unsafe-inline'"], kind: 'weak', why: 'an inline style whose text is not known: with --page its hash takes the place' }
  return { sources: [], kind: 'look', why: 'an inline script whose text is not known: --page with the page gives its hash' }
}

/** The list that a sighting belongs to: elements are asked of the directive that older browsers know as well. */
function listOf(directive: Directive, source: string): string {
  return directive.endsWith('-elem') || source === 'eval' || source === 'wasm-eval' ? directive.replace(/-(?:elem|attr)$/, '') : directive
}

/** A hash makes browsers pass over `'unsafe-inline'`: where that is needed, the hashes go. */
function tidied(name: string, sources: ReadonlySet<string>): readonly string[] {
  const all = [...sources]
  return name.startsWith('style') && sources.has("'unsafe-inline'") ? all.filter((one) => !one.startsWith("'sha256-")) : all
}

function byName(a: Seen, b: Seen): number {
  const [one, other] = [a, b].map(({ directive, source, sample }) => `${directive} ${source} ${sample}`)
  return one === other ? 0 : String(one) < String(other) ? -1 : 1
}
