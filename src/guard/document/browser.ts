import { z } from 'zod'
import { features } from '../browser/features.ts'
import { duration, headerName, method, origin } from './words.ts'

/** What guard.yaml says of a site for the browsers that use it. */
export interface HeadersFile {
  readonly hsts: string
  readonly policy?: string | undefined
  readonly 'policy-mode': 'off' | 'report' | 'enforce'
  readonly frame: 'deny' | 'sameorigin'
  readonly referrer: string
  readonly allow: readonly string[]
  readonly opener: 'same-origin' | 'same-origin-allow-popups' | 'unsafe-none'
  readonly resource: 'same-origin' | 'same-site' | 'cross-origin'
  readonly embedder: 'unsafe-none' | 'require-corp' | 'credentialless'
}

export interface CorsFile {
  readonly origins: readonly string[]
  readonly methods?: readonly string[] | undefined
  readonly headers: readonly string[]
  readonly expose: readonly string[]
  readonly credentials: boolean
  readonly 'max-age': string
}

export interface CookiesFile {
  readonly 'http-only': boolean
  readonly readable: readonly string[]
  readonly 'same-site'?: SameSite | undefined
  readonly 'same-site-of': Readonly<Record<string, SameSite>>
}

export type SameSite = 'strict' | 'lax' | 'none'

export const headers: z.ZodType<HeadersFile> = z.strictObject({
  hsts: duration.default('365d'),
  policy: z
    .string()
    .regex(/^[\x20-\x7e]*$/)
    .refine((text) => !/["\\$]/.test(text), 'a policy without quotes, dollars or backslashes')
    .refine((text) => !/(?:^|;)\s*report-(?:uri|to)\b/i.test(text), 'a policy without report-uri and report-to: the guard adds its own')
    .optional(),
  'policy-mode': z.enum(['off', 'report', 'enforce']).default('report'),
  frame: z.enum(['deny', 'sameorigin']).default('deny'),
  referrer: z.enum(['no-referrer', 'same-origin', 'strict-origin', 'strict-origin-when-cross-origin']).default('same-origin'),
  allow: z.array(z.enum(features)).default([]).describe('What pages may ask the browser for, such as camera; the others they may not.'),
  opener: z
    .enum(['same-origin', 'same-origin-allow-popups', 'unsafe-none'])
    .default('same-origin')
    .describe('Cross-Origin-Opener-Policy: who shares a window with pages that they open, or that open them.'),
  resource: z
    .enum(['same-origin', 'same-site', 'cross-origin'])
    .default('same-origin')
    .describe('Cross-Origin-Resource-Policy: whose pages may show pictures, scripts and styles from here.'),
  embedder: z
    .enum(['unsafe-none', 'require-corp', 'credentialless'])
    .default('unsafe-none')
    .describe('Cross-Origin-Embedder-Policy: what pages load from elsewhere has to agree.'),
})

const cookieName = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'the name of a cookie')
const sameSite = z.enum(['strict', 'lax', 'none'])

/** Cookies that are there for scripts: Angular, axios and Laravel; Django; Tornado and Jupyter; Flask-JWT-Extended. */
const forScripts = ['XSRF-TOKEN', 'csrftoken', '_xsrf', 'csrf_access_token', 'csrf_refresh_token']

export const cookies: z.ZodType<CookiesFile> = z.strictObject({
  'http-only': z.boolean().default(true).describe('No script reads them, but for the readable ones.'),
  readable: z.array(cookieName).default(forScripts).describe('Cookies that scripts of the pages have to read, such as tokens against foreign pages.'),
  'same-site': sameSite.optional().describe('In place of what the program says, also of a stricter word.'),
  'same-site-of': z.record(cookieName, sameSite).default({}).describe('For one cookie, by its exact name.'),
})

export const cors: z.ZodType<CorsFile> = z.strictObject({
  origins: z.array(origin).min(1).describe('Pages of these may use it, and of no other: exact, each one.'),
  methods: z.array(method).min(1).optional().describe('Default: those of the route.'),
  headers: z.array(headerName).default(['Content-Type']).describe('What such a page may send beyond the usual.'),
  expose: z.array(headerName).default([]).describe('What such a page may read beyond the usual.'),
  credentials: z.boolean().default(false).describe('With the cookies of whoever uses that browser.'),
  'max-age': duration.default('10m').describe('So long a browser need not ask again.'),
})
