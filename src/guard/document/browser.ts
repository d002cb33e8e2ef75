import { z } from 'zod'
import { duration } from './words.ts'

/** What guard.yaml says of a site for the browsers that use it. */
export interface HeadersFile {
  readonly hsts: string
  readonly policy?: string | undefined
  readonly 'policy-mode': 'off' | 'report' | 'enforce'
  readonly frame: 'deny' | 'sameorigin'
  readonly referrer: string
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
