import type { GuardRequest } from '../model/request.ts'

/** The cookie of a session: bound to its host, never readable by scripts. */
export const sessionCookie = '__Host-guard'

/** Binds a form of the portal to the browser that it was given to. */
export const formCookie = '__Host-guard-form'

/** Keeps a log-in that is under way at a provider, sealed. */
export const wayCookie = '__Host-guard-way'

/** What of a client's cookies is for the guard alone, and what no program gives to anybody. */
export const ownCookies: readonly string[] = [sessionCookie, formCookie, wayCookie]

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'session'; readonly reference: string }
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'worker'; readonly id: string }
  | { readonly kind: 'broken' }
  | { readonly kind: 'ambiguous' }

const reference = /^[A-Za-z0-9_-]{43}$/
const keyText = /^[\x21-\x7e]{1,256}$/
/** How a key of the guard begins, however it is spelled around that: what begins otherwise is a token of the program's own. */
const ours = /^\s*gk_/i

/** What a request shows of whom it comes from. Two of a kind, or of two kinds, are nobody: whoever reads the first and who reads the last would differ. */
export function credentialsOf(request: GuardRequest): Credentials {
  const found = [session(request.headers.cookie), key(request), worker(request.worker)].filter((one) => one.kind !== 'none')
  if (found.length > 1) return { kind: 'ambiguous' }
  return found[0] ?? { kind: 'none' }
}

function session(cookie: string | undefined): Credentials {
  if (cookie === undefined) return { kind: 'none' }
  const values = cookie
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one.startsWith(`${sessionCookie}=`))
    .map((one) => one.slice(sessionCookie.length + 1))
  const [value, ...others] = values
  if (value === undefined) return { kind: 'none' }
  if (others.length > 0) return { kind: 'ambiguous' }
  return reference.test(value) ? { kind: 'session', reference: value } : { kind: 'broken' }
}

function key({ headers }: GuardRequest): Credentials {
  // another scheme, and a token of the program's own, is its business: it is handed on, and no identity of ours
  const texts = [bearerOf(headers.authorization), headers['x-api-key']].filter((one) => one !== undefined && ours.test(one))
  const [text, ...others] = texts
  if (text === undefined) return { kind: 'none' }
  if (others.length > 0) return { kind: 'ambiguous' }
  return keyText.test(text) ? { kind: 'key', text } : { kind: 'broken' }
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer (?<token>.*)$/i.exec(authorization)?.groups?.['token']
}

/** Whether a header, by its name in lower case, carries a key of the guard: that is handed on to nobody. */
export function carriesKey(name: string, value: string): boolean {
  const text = name === 'authorization' ? bearerOf(value) : name === 'x-api-key' ? value : undefined
  return text !== undefined && ours.test(text)
}

function worker(id: string | undefined): Credentials {
  if (id === undefined || id === '') return { kind: 'none' }
  return /^spiffe:\/\/[a-z0-9._-]+(?:\/[A-Za-z0-9._-]+)+$/.test(id) ? { kind: 'worker', id } : { kind: 'broken' }
}
