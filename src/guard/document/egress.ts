import { z } from 'zod'
import { file, secret } from './words.ts'

/** What the protected components may reach, as guard.yaml has it. */
export interface EgressFile {
  readonly listen: string
  readonly mode: 'enforce' | 'report'
  readonly journal: string
  readonly roles: Readonly<Record<string, RoleFile>>
  readonly entries: readonly EntryFile[]
}

export interface RoleFile {
  readonly token: string
  readonly from: readonly string[]
}

export interface EntryFile {
  readonly id: string
  readonly host: string
  readonly ports: readonly number[]
  readonly roles: readonly string[]
  readonly purpose: string
  readonly owner: string
  readonly pins?: readonly string[] | undefined
  readonly plaintext?: ExceptionFile | undefined
  readonly inside?: (ExceptionFile & { readonly networks: readonly string[] }) | undefined
}

export interface ExceptionFile {
  readonly until: string
  readonly why: string
}

const role = z.string().regex(/^[\w.-]{1,64}$/, 'a name of letters, digits, dots and dashes')
const exception = { until: z.iso.date(), why: z.string().min(1) }

const entry = z.strictObject({
  id: role,
  host: z.string().min(1).describe('A name, *.example.com for all names below one, or an address.'),
  ports: z.array(z.number().int()).min(1).default([443]),
  roles: z.array(role).min(1),
  purpose: z.string().min(1),
  owner: z.string().min(1),
  pins: z.array(z.string()).optional().describe("sha256/ and the digest of the server's key in base64."),
  plaintext: z.strictObject(exception).optional().describe('Not TLS, until then.'),
  inside: z
    .strictObject({ ...exception, networks: z.array(z.string()).min(1) })
    .optional()
    .describe('Addresses that are not of the Internet, until then.'),
})

export const egress: z.ZodType<EgressFile> = z.strictObject({
  listen: z
    .string()
    .regex(/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d{1,5}$/, 'address:port')
    .default('127.0.0.1:3128'),
  mode: z.enum(['enforce', 'report']).default('enforce').describe('report lets pass what no entry permits, and writes it down.'),
  journal: file.default('/var/lib/ringwall-guard/egress.jsonl').describe('What was reached: learn and report read it.'),
  roles: z
    .record(
      role,
      z.strictObject({
        token: secret.describe('What the component logs in with at the relay.'),
        from: z.array(z.string()).default([]).describe('Where it sends from, in CIDR: for Squid and nft.'),
      }),
    )
    .refine((roles) => Object.keys(roles).length > 0, 'at least one component'),
  entries: z.array(entry).default([]),
})
