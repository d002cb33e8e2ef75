import { z } from 'zod'
import type { Sighting } from './seen.ts'
import { directives, sampleLength } from './seen.ts'

/** A sighting, and the path of the page that it was on: it may hold anything, and is for finding its route alone. */
export interface Reported extends Sighting {
  readonly page: string
}

/** Bytes of a body, and reports in it, that are read. */
export const largestReport = 65_536
const mostReports = 50

const text = z.string().max(4096).optional()

/** What `report-uri` sends (CSP level 2): one report, its names with hyphens. */
const old = z.object({
  'csp-report': z.object({
    'document-uri': z.string().max(4096),
    'blocked-uri': z.string().max(4096),
    'effective-directive': text,
    'violated-directive': text,
    'script-sample': text,
    disposition: text,
  }),
})

/** What `report-to` sends (Reporting API): several, of several kinds. */
const one = z.object({
  type: z.literal('csp-violation'),
  body: z.object({
    documentURL: z.string().max(4096),
    blockedURL: z.string().max(4096).nullish(),
    effectiveDirective: text,
    sample: z.string().max(4096).nullish(),
    disposition: text,
  }),
})

/**
 * The reports of a body, as far as they are of pages of this origin and say something that a policy can have. Undefined where it is none: of
 * another type, or no JSON.
 */
export function reportsOf(type: string | undefined, body: string, origin: string): readonly Reported[] | undefined {
  const kind = type?.split(';')[0]?.trim().toLowerCase()
  if (kind !== 'application/csp-report' && kind !== 'application/reports+json') return undefined
  const value = parsed(body)
  if (value === undefined) return undefined
  if (kind === 'application/csp-report') {
    const read = old.safeParse(value)
    if (!read.success) return []
    const report = read.data['csp-report']
    return reported(
      {
        page: report['document-uri'],
        blocked: report['blocked-uri'],
        directive: report['effective-directive'] ?? report['violated-directive']?.split(' ')[0] ?? '',
        sample: report['script-sample'] ?? '',
        disposition: report.disposition,
      },
      origin,
    )
  }
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).slice(0, mostReports).flatMap((each) => {
    const read = one.safeParse(each)
    if (!read.success) return []
    const { documentURL, blockedURL, effectiveDirective, sample, disposition } = read.data.body
    return reported({ page: documentURL, blocked: blockedURL ?? '', directive: effectiveDirective ?? '', sample: sample ?? '', disposition }, origin)
  })
}

interface Raw {
  readonly page: string
  readonly blocked: string
  readonly directive: string
  readonly sample: string
  readonly disposition: string | undefined
}

function reported({ page, blocked, directive, sample, disposition }: Raw, origin: string): readonly Reported[] {
  const known = directives.find((each) => each === directive)
  const from = urlOf(page)
  const source = sourceOf(blocked, origin)
  if (known === undefined || from?.origin !== origin || source === undefined) return []
  const kept = source === 'inline' && isText(sample) ? sample.slice(0, sampleLength) : ''
  return [{ directive: known, source, sample: isText(kept) ? kept : '', isEnforced: disposition === 'enforce', page: from.pathname }]
}

/** What was blocked, as a policy would name it; nothing for what a browser's extension did, and for what no policy names. */
function sourceOf(blocked: string, origin: string): string | undefined {
  if (blocked === 'inline' || blocked === 'eval' || blocked === 'wasm-eval' || blocked === 'self') return blocked
  const scheme = /^(?<scheme>data|blob)(?::|$)/.exec(blocked)?.groups?.['scheme']
  if (scheme !== undefined) return `${scheme}:`
  const url = urlOf(blocked)
  if (url === undefined || !['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) || url.host.length > 255) return undefined
  const found = `${url.protocol}//${url.host}`
  return found === origin ? 'self' : found
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** Neither database keeps half a character or a NUL. */
function isText(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text)
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
