import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchema } from '../src/guard/document/json-schema.ts'

/** Writes the published schema of guard.yaml from the one that its reader uses. */
writeFileSync(join(import.meta.dirname, '../schema/guard.schema.json'), `${JSON.stringify(jsonSchema(), null, 2)}\n`)
