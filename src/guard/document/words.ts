import { z } from 'zod'
import { canonicalHost } from '../paths/host.ts'

export const hostName: z.ZodType<string, string> = z
  .string()
  .refine((text) => canonicalHost(text) === text, 'a host name in lower case, without port or trailing dot')
  .describe('A host name in lower case.')

export const file: z.ZodString = z
  .string()
  .min(1)
  .refine((text) => !/[\p{Cc}"'\\$;{}]/u.test(text), 'a path without quotes, dollars, braces, semicolons or control characters')
  .refine((text) => text.startsWith('/'), 'an absolute path')

export const secret: z.ZodString = z
  .string()
  .regex(/^(?:file:[^\p{Cc}]+|env:[A-Za-z_][A-Za-z0-9_]*)$/u, 'file:PATH or env:NAME: a secret is named here, never written')
  .describe('Where a secret is: file:PATH or env:NAME.')

export const certificate: z.ZodType<{ readonly certificate: string; readonly key: string }> = z.strictObject({
  certificate: file.describe('Chain in PEM, leaf first.'),
  key: file.describe('Its key in PEM.'),
})

export const size: z.ZodString = z
  .string()
  .regex(/^\d{1,9}(?:k|m|g)?$/, 'a number of bytes, with k, m or g for its multiples of 1024')
  .describe('Bytes; k, m and g are multiples of 1024.')

export const duration: z.ZodString = z.string().regex(/^\d{1,6}(?:s|m|h|d)$/, 'a number with s, m, h or d')

export const method: z.ZodType<string, string> = z
  .string()
  .regex(/^[A-Z]{1,20}$/, 'a method in capitals')
  .refine((text) => text !== 'TRACE' && text !== 'CONNECT', 'a method that is ever let through')

export const headerName: z.ZodString = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of a header')

export const origin: z.ZodType<string, string> = z
  .string()
  .regex(/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?$/, 'an origin: https://host or https://host:port')
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, 'an origin as browsers write it: without the port 443')

/** What a route takes that says nothing of it and is not public. */
export const usualMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
