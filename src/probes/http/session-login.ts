import type { HttpAccount } from '../../model/log-ins.ts'
import type { Header, HttpAnswer } from '../../wire/http/answer.ts'
import { textOf, valuesOf } from '../../wire/http/answer.ts'
import type { Cleared, Target } from '../probe.ts'
import { looks } from './look.ts'
import { askPage } from './page.ts'

type SessionAccount = Extract<HttpAccount, { readonly by: 'json' | 'form' }>
type Session = { readonly headers: readonly Header[] } | { readonly unproven: string } | 'refused'

/** Logs in once, and gives what a question inside the session carries. Nothing is kept of it. */
export async function sessionBy(account: SessionAccount, target: Target, asking: Cleared, user: string, password: string): Promise<Session> {
  const { by, path, token, session, refused = [{ status: [401] }] } = account
  const cookies = new Map<string, string>()
  const fields = new Map(Object.entries(account.fixed ?? {}))
  if (token !== undefined) {
    const page = await askPage(target, asking, { path: account.tokenPage ?? path })
    keep(cookies, page)
    const value = hiddenField(textOf(page), token)
    if (value === undefined) return { unproven: `the page of the log-in has no field ${token}` }
    fields.set(token, value)
  }
  if (account.user !== undefined) fields.set(account.user, user)
  fields.set(account.password, password)
  const body = by === 'json' ? JSON.stringify(Object.fromEntries(fields)) : new URLSearchParams([...fields]).toString()
  const type = by === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
  const headers: readonly Header[] = [['Content-Type', type], ...cookie(cookies)]
  const answer = await askPage(target, asking, { method: 'POST', path, body, headers, shown: `${path} with an account` })
  if (refused.some((look) => looks(answer, look))) return 'refused'
  if (answer.status >= 400) return { unproven: `the log-in is answered with ${answer.status}` }
  if (session === 'cookies') {
    keep(cookies, answer)
    return { headers: cookie(cookies) }
  }
  const value = memberOf(answer, session.member)
  if (value === undefined) return { unproven: `the log-in is answered with ${answer.status}, and without ${session.member}` }
  return { headers: [[session.header, `${session.prefix}${value}`]] }
}

const mostCookies = 20

function keep(cookies: Map<string, string>, answer: HttpAnswer): void {
  for (const each of valuesOf(answer, 'set-cookie').slice(0, mostCookies)) {
    const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]{1,100})=([\x21\x23-\x3a\x3c-\x7e]{0,4096})/.exec(each) ?? []
    if (name !== '') cookies.set(name, value)
  }
}

function cookie(cookies: ReadonlyMap<string, string>): readonly Header[] {
  return cookies.size === 0 ? [] : [['Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')]]
}

/** The value of a field of a form, in whatever order its attributes stand. */
function hiddenField(page: string, name: string): string | undefined {
  for (const [tag] of page.matchAll(/<input\b[^<>]{0,2000}>/gi)) {
    const of = (attribute: string): string | undefined => new RegExp(`\\b${attribute}=["']([^"'<>]{0,2000})["']`, 'i').exec(tag)?.[1]
    if (of('name') === name) return of('value')
  }
  return undefined
}

/** An answer's JSON member, as text. */
function memberOf(answer: HttpAnswer, member: string): string | undefined {
  try {
    const value = JSON.parse(textOf(answer)) as unknown
    const found = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[member] : undefined
    return typeof found === 'string' && /^[\x21-\x7e]{1,8192}$/.test(found) ? found : undefined
  } catch {
    return undefined
  }
}
