import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { Site } from '../model/site.ts'
import { formOf, isOwnPage } from './begin.ts'
import { form } from './cookies.ts'
import type { Page } from './pages.ts'
import { policyWith } from './pages.ts'
import type { PortalSettings } from './settings.ts'

export type FormStatus = 200 | 400 | 401 | 409 | 429

/** A page with forms, which only the browser that got it can send back. @param page gets the token of its forms, and a number for its script */
export function withForm(
  context: Context,
  { random }: Pick<PortalSettings, 'random'>,
  page: (token: string, nonce: string) => Page,
  status: FormStatus = 200,
): Response | Promise<Response> {
  const [token, nonce] = [random(24).toString('base64url'), random(18).toString('base64')]
  context.header('Set-Cookie', form.set(token), { append: true })
  context.header('Content-Security-Policy', policyWith(nonce))
  return context.html(page(token, nonce), status)
}

/** The fields of a form that this browser was given and sends from a page of this host. */
export async function ownForm(context: Context, site: Site): Promise<ReadonlyMap<string, string> | undefined> {
  const fields = isOwnPage(context, site) ? await formOf(context) : undefined
  return isSame(fields?.get('token'), form.read(context.req.header('cookie'))) ? fields : undefined
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one.length !== other.length || one.length < 32) return false
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
