import type { Schema, SchemaDraft } from '@cfworker/json-schema'
import { Validator } from '@cfworker/json-schema'
import { schemaProblem } from './schema-words.ts'

/** Where a value does not keep to the schema, by the schema's own words and never by the value's; undefined where it does. */
export type Conforms = (value: unknown) => string | undefined

const drafts: Readonly<Record<string, SchemaDraft>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'https://json-schema.org/draft/2019-09/schema': '2019-09',
  'http://json-schema.org/draft-07/schema': '7',
}

/**
 * Reads a JSON Schema. The library interprets it and makes no code of it. What the library would pass over in silence (a word that there is not, a
 * reference that leads nowhere, a format it does not know) is a problem here, and so is what a caller could make dear.
 */
export function readSchema(text: string): { readonly conforms: Conforms } | { readonly problem: string } {
  const read = parsed(text)
  if (read === undefined) return { problem: 'it is not JSON' }
  const { value: schema } = read
  const problem = schemaProblem(schema)
  if (problem !== undefined) return { problem }
  const named = typeof schema === 'object' && schema !== null && '$schema' in schema ? String(schema.$schema).replace(/#$/, '') : undefined
  const draft = named === undefined ? '2020-12' : drafts[named]
  if (draft === undefined) return { problem: `$schema is none of ${Object.keys(drafts).join(', ')}` }
  const validator = new Validator(schema as Schema | boolean, draft, true)
  return {
    conforms(value) {
      const { valid, errors } = validator.validate(bare(value))
      // the last one is the innermost
      return valid ? undefined : `it breaks ${errors.at(-1)?.keywordLocation ?? '#'}`
    },
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** Objects without a prototype: no member is there that was not sent. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item))
  if (typeof value !== 'object' || value === null) return value
  const made = Object.create(null) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) made[name] = bare(member)
  return made
}
