import { z } from 'zod'
import { guardSchema } from './schema.ts'

/** The published JSON Schema of guard.yaml, for editors: what the reader takes, as far as JSON Schema can say it. */
export function jsonSchema(): object {
  return { title: 'guard.yaml', ...z.toJSONSchema(guardSchema, { io: 'input', reused: 'ref' }) }
}
