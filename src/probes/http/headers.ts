import type { Observation, Remark } from '../../model/technology.ts'
import type { HttpAnswer } from '../../wire/http/answer.ts'
import { typeOf, valueOf, valuesOf } from '../../wire/http/answer.ts'
import { isFramedByAnybody, policiesOf, scriptFlaws } from './content-policy.ts'
import { seen } from './remark.ts'

/** One answer and what people call it: `/`, `a page that is not there`. */
export interface Shown {
  readonly where: string
  readonly answer: HttpAnswer
}

const transport: Remark = {
  concern: 'security-headers',
  key: 'Strict-Transport-Security',
  stake: 'defence',
  expected: 'Strict-Transport-Security: max-age=63072000 on every answer',
  fix: 'let the server that ends TLS add Strict-Transport-Security: max-age=63072000 to every answer, errors and redirects too',
}
const sniffing: Remark = {
  concern: 'security-headers',
  key: 'X-Content-Type-Options',
  stake: 'hygiene',
  expected: 'X-Content-Type-Options: nosniff',
  fix: 'add X-Content-Type-Options: nosniff to every page, error pages too',
}
const framing: Remark = {
  concern: 'security-headers',
  key: 'X-Frame-Options',
  stake: 'hygiene',
  expected: 'frame-ancestors in a Content-Security-Policy, or X-Frame-Options',
  fix: "add Content-Security-Policy: frame-ancestors 'self' (or X-Frame-Options: SAMEORIGIN) to every page",
}
const scripts: Remark = {
  concern: 'security-headers',
  key: 'Content-Security-Policy',
  stake: 'hygiene',
  expected: 'a Content-Security-Policy that names where scripts come from',
  fix: "add Content-Security-Policy: default-src 'self' and what the application needs beside it, without 'unsafe-inline' for scripts",
}
const referrer: Remark = {
  concern: 'security-headers',
  key: 'Referrer-Policy',
  stake: 'hygiene',
  expected: 'strict-origin-when-cross-origin, or stricter',
  fix: 'remove Referrer-Policy, or write strict-origin-when-cross-origin',
}

export function headerObservations(pages: readonly Shown[], overTls: boolean): readonly Observation[] {
  const html = pages.filter(({ answer }) => isPage(answer))
  // the pages that an application makes; a server's own error page alone is none
  const isForBrowsers = html.some(({ answer }) => answer.status < 400)
  return [...(overTls ? [hsts(pages)] : []), ...(isForBrowsers ? [nosniff(html), framed(html), scripted(html), ...referrers(html)] : [])]
}

export function isPage(answer: HttpAnswer): boolean {
  return ['text/html', 'application/xhtml+xml'].includes(typeOf(answer)) && answer.body.length > 0
}

/** Two years: Mozilla's TLS guideline 6.0 (`hsts_min_age`); half a year: what MDN's HTTP Observatory asks at least. RFC 6797 has the syntax. */
const [enough, least] = [63_072_000, 15_768_000]

function hsts(pages: readonly Shown[]): Observation {
  const ages = pages.map(({ where, answer }) => ({ where, age: ageOf(answer) }))
  const without = ages.filter(({ age }) => age === undefined)
  if (without.length > 0)
    return seen(
      transport,
      'unsafe',
      `${list(without)} ${verb(without)} sent over TLS without Strict-Transport-Security: a browser's next plain request can be taken over`,
      'not sent',
    )
  const shortest = Math.min(...ages.map(({ age }) => age ?? 0))
  const actual = `max-age=${shortest}`
  if (shortest < least) return seen(transport, 'unsafe', 'Strict-Transport-Security lasts less than half a year', actual)
  if (shortest < enough) return seen({ ...transport, stake: 'hygiene' }, 'unsafe', 'Strict-Transport-Security lasts less than two years', actual)
  return seen(transport, 'safe', 'browsers are told to use TLS only', actual)
}

/** The first header counts, and the first max-age in it (RFC 6797, section 8.1). */
function ageOf(answer: HttpAnswer): number | undefined {
  const found = /(?:^|;)\s*max-age\s*=\s*"?(\d{1,12})"?\s*(?:;|$)/i.exec(valueOf(answer, 'strict-transport-security') ?? '')
  return found === null ? undefined : Number(found[1])
}

function nosniff(pages: readonly Shown[]): Observation {
  const without = pages.filter(({ answer }) => valueOf(answer, 'x-content-type-options')?.trim().toLowerCase() !== 'nosniff')
  if (without.length === 0) return seen(sniffing, 'safe', 'browsers are told not to guess types', 'nosniff')
  return seen(sniffing, 'unsafe', `${list(without)} ${verb(without)} sent without X-Content-Type-Options: a browser may guess the type`, 'not sent')
}

function framed(pages: readonly Shown[]): Observation {
  const without = pages.filter(({ answer }) => {
    const policies = policiesOf(answer)
    if (policies.some(({ has }) => has('frame-ancestors'))) return policies.every(isFramedByAnybody)
    return !/^(?:deny|sameorigin)$/i.test(valueOf(answer, 'x-frame-options')?.trim() ?? '')
  })
  if (without.length === 0) return seen(framing, 'safe', 'other sites may not frame the pages', 'framing is limited')
  return seen(framing, 'unsafe', `any site may frame ${list(without)}`, 'framing is not limited')
}

function scripted(pages: readonly Shown[]): Observation {
  const flawed = pages.flatMap((page) => {
    const flaws = scriptFlaws(policiesOf(page.answer))
    return flaws.length === 0 ? [] : [{ ...page, flaws }]
  })
  const [first] = flawed
  if (first === undefined) return seen(scripts, 'safe', 'pages say where their scripts come from', 'scripts are limited')
  return seen(
    scripts,
    'unsafe',
    `the Content-Security-Policy of ${list(flawed)} does not stop injected scripts: ${first.flaws.join(', ')}`,
    first.flaws.join(', '),
  )
}

/** What browsers do when nothing is said is good enough (Referrer Policy, W3C, section 3). */
const leaky: ReadonlySet<string> = new Set(['unsafe-url', 'no-referrer-when-downgrade', 'origin-when-cross-origin'])

function referrers(pages: readonly Shown[]): readonly Observation[] {
  const values = pages.flatMap(({ answer }) =>
    valuesOf(answer, 'referrer-policy').flatMap((value) => value.toLowerCase().split(',').at(-1)?.trim() ?? []),
  )
  const bad = values.find((value) => leaky.has(value))
  if (bad !== undefined) return [seen(referrer, 'unsafe', 'addresses of pages are told to other sites', bad)]
  return values.length === 0 ? [] : [seen(referrer, 'safe', 'addresses of pages stay with this site', 'strict')]
}

function list(pages: readonly Pick<Shown, 'where'>[]): string {
  return pages.map(({ where }) => where).join(' and ')
}

function verb(pages: readonly unknown[]): string {
  return pages.length === 1 ? 'is' : 'are'
}
