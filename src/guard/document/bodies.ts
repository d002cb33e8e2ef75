import { z } from 'zod'
import { fieldOf } from '../body/fields.ts'
import type { BodyRule } from '../model/body.ts'
import { patternNames } from '../model/body.ts'
import { bytes } from './units.ts'
import { duration, file, size } from './words.ts'

/** What is looked at in the bodies of a route, as guard.yaml has it. */
export interface BodyFile {
  readonly size?: string | undefined
  readonly types: readonly string[]
  readonly schema?: string | undefined
  readonly scan?: 'uploads' | 'downloads' | 'both' | undefined
  readonly 'end-to-end': readonly string[]
  readonly redact: readonly string[]
  readonly refuse: readonly string[]
  readonly answer?: string | undefined
}

/** Who scans. */
export interface ScannerFile {
  readonly clamd: string
  readonly threads: number
  readonly largest: string
  readonly total: string
  readonly 'file-limit': string
  readonly patience: string
}

/** A number has bits for them. */
const mostSteps = 30

const field = z
  .string()
  .max(500)
  .refine(
    (text) => (patternNames as readonly string[]).includes(text) || /^(?:\/(?:[^/~\p{Cc}]|~[01])*)+$/u.test(text),
    `a JSON pointer (* is anything in a step, ** any number of steps), or one of ${patternNames.join(', ')}`,
  )
  .refine((text) => text.split('/').length <= mostSteps + 1, `${mostSteps} steps at most`)
  .describe('/webhooks/*/secret, /**/password, card-number')

/** The words of a route's `body`. */
export const bodyWords: z.ZodType<BodyFile> = z
  .strictObject({
    size: size.optional().describe('Most bytes of a request.'),
    types: z
      .array(z.string().regex(/^[a-z]+\/(?:\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})$/, 'a media type in lower case, or image/* for all of a kind'))
      .default([])
      .describe('What a request may be of, and be: also the files of a form.'),
    schema: file.optional().describe('JSON Schema that a request keeps to.'),
    scan: z.enum(['uploads', 'downloads', 'both']).optional().describe('For viruses; what was not scanned is refused.'),
    'end-to-end': z
      .array(z.string().regex(/^body[^\p{Cc}]{0,200}$/u, 'a place as findings name it: body$.content'))
      .default([])
      .describe('Contents that are encrypted end to end: they pass, and the log says that they were not scanned.'),
    redact: z.array(field).default([]).describe('Fields of answers that are replaced.'),
    refuse: z.array(field).default([]).describe('Fields that no answer may have.'),
    answer: size.optional().describe('Most bytes of an answer that is looked at; default: 4m where fields are, else 16m.'),
  })
  .refine((value) => value.schema === undefined || value.types.length === 0 || value.types.some((type) => /json|\*/.test(type)), {
    path: ['types'],
    error: 'a body that keeps to a schema is JSON',
  })
  .refine((value) => value['end-to-end'].length === 0 || value.scan !== undefined, { path: ['end-to-end'], error: 'nothing is scanned here' })

/** The scanner of the guard. */
export const scannerWords: z.ZodType<ScannerFile> = z.strictObject({
  clamd: z
    .string()
    .regex(/^(?:unix:\/[^\p{Cc}]+|(?:[A-Za-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5})$/u, 'unix:/path or host:port')
    .describe('Where clamd listens, with AlertExceedsMax and AlertEncrypted.'),
  threads: z.number().int().min(1).max(1000).default(10).describe('Its MaxThreads.'),
  largest: size.default('25m').describe('Most bytes of one content; not above its StreamMaxLength.'),
  total: size.default('100m').describe('Most bytes of a body with all that it holds.'),
  'file-limit': size.default('100m').describe('Its MaxFileSize: it is asked whether it tells that a file is larger.'),
  patience: duration.default('30s').describe('For one body.'),
})

/** The rule that the words make; nothing where they are about the size alone. */
export function bodyRule(words: BodyFile | undefined): BodyRule | undefined {
  if (words === undefined) return undefined
  const { types, schema, scan, redact, refuse, answer } = words
  if (types.length + redact.length + refuse.length === 0 && schema === undefined && scan === undefined) return undefined
  return {
    types,
    ...(schema === undefined ? {} : { schema }),
    scan: scan ?? 'none',
    endToEnd: words['end-to-end'],
    redact: redact.map((text) => fieldOf(text)),
    refuse: refuse.map((text) => fieldOf(text)),
    answer: bytes(answer ?? (redact.length + refuse.length > 0 ? '4m' : '16m')),
  }
}
