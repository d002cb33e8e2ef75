import { resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { readGuard } from '../../guard/document/read.ts'
import { RingwallError } from '../../model/error.ts'
import { placeText } from '../../model/place.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'

/** The guard.yaml at a path; all that is wrong with it is one error. */
export function documentAt(file: string, io: Io): GuardDocument {
  const read = readGuard(file, boundedText(resolve(io.cwd, file), file))
  if ('document' in read) return read.document
  const [first, ...others] = read.mistakes.map(({ place, message }) => `${placeText(place)}: ${message}`)
  throw new RingwallError('usage', [first ?? `${file}: nothing in it`, ...others].join('\n'), {
    hint: 'schema/guard.schema.json says what may stand there',
  })
}
