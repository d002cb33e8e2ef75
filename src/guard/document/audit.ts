import { z } from 'zod'
import { file, headerName, secret } from './words.ts'

export interface AuditFile {
  readonly folder: string
  readonly key: string
  readonly secret: string
  readonly send: readonly CollectorFile[]
  readonly checkpoints: readonly (CollectorFile | { readonly file: string })[]
  readonly alarms: readonly AlarmFile[]
}

/** Something outside that is sent to. */
export interface CollectorFile {
  readonly to: string
  readonly authority?: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

export interface AlarmFile extends CollectorFile {
  readonly secret: string
  readonly tries: number
}

const http = z
  .string()
  .regex(/^https?:\/\/[^\s@\\]+$/, 'an http(s) address without a log-in')
  .refine((text) => URL.canParse(text), 'an address')
const syslog = z.string().regex(/^syslog\+(?:udp|tcp|tls):\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/, 'syslog+tls://HOST:PORT')

const words = {
  authority: file.optional().describe('Who signs its certificate, in PEM; without it those of the system.'),
  headers: z.record(headerName, secret).default({}).describe('Headers of the requests, each with the source of its value.'),
}

const collector = z.strictObject({
  to: z
    .union([syslog, http], { error: () => 'syslog+tls://HOST:PORT (or +tcp, +udp), or an http(s) address without a log-in' })
    .describe('A syslog server (syslog+tls, +tcp or +udp), or a server by HTTP: OTLP for records.'),
  ...words,
})

/** `audit` of guard.yaml. */
export const audit: z.ZodType<AuditFile> = z.strictObject({
  folder: file.default('/var/lib/ringwall-guard/audit'),
  key: secret.describe('Ed25519 private key in PEM (PKCS #8): it signs the log.'),
  secret: secret.describe('32 bytes or more: what it hides is a hash with them.'),
  send: z.array(collector).default([]).describe('Who gets every record besides the folder, within seconds, and again until it has it.'),
  checkpoints: z
    .array(z.union([z.strictObject({ file }), collector]))
    .default([])
    .describe('Where checkpoints are kept besides the folder: only there do they show that its end was cut off.'),
  alarms: z
    .array(
      z.strictObject({
        to: http.describe('Told by POST of what somebody has to look at.'),
        ...words,
        secret: secret.describe('Signs what it is told, by HMAC-SHA-256.'),
        tries: z
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(10)
          .describe('Refused log-ins and keys of one account or one source in a quarter of an hour.'),
      }),
    )
    .default([])
    .describe('Who is told of log-ins that fail again and again, of changed rights, accounts, keys and settings, of viruses and of gaps.'),
})
