import type { BookNote } from '../model/books.ts'
import type { Control, Failed } from '../model/control.ts'

/** Every note of a kind is a finding, where the waiver or the attestation is written. */
export function judgeNotes(kind: BookNote['kind'], said: Pick<Failed, 'expected' | 'fix' | 'stake'>): Control['judge'] {
  return function* judge({ name, notes = [] }) {
    for (const { of, place, message, actual } of notes.filter((note) => note.kind === kind)) {
      yield { subject: name, discriminator: of, locations: [place], verdict: 'fail', message, actual, reach: 'host', ...said }
    }
  }
}
