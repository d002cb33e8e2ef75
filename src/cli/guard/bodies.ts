import { resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { schemasOf } from '../../guard/relay/schemas.ts'
import { RingwallError } from '../../model/error.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'

/** Throws where a schema that a route names cannot be read, or says something that would not be held to. */
export function judgeSchemas({ sites, file }: GuardDocument, io: Io): void {
  const { problems } = schemasOf(sites, (path) => boundedText(resolve(io.cwd, path), path))
  const [first] = problems
  if (first !== undefined)
    throw new RingwallError('usage', `${file}:${first.route.line}: ${first.problem}`, {
      hint: 'docs/guard.md, "Bodies", says what of JSON Schema is held to',
    })
}
