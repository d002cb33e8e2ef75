import { expect, it } from 'vitest'
import type { BookNote } from '../../model/books.ts'
import { deployment, messages, outcome } from '../../testing/deployment.ts'
import { waiverExpired } from './waiver-expired.ts'

function note(kind: BookNote['kind'], line: number): BookNote {
  return { kind, of: `one on line ${line}`, place: { file: 'ringwall.yaml', line }, message: `What is wrong with line ${line}.`, actual: 'wrong' }
}

it('reports notes of its kind alone, where they are written', () => {
  const judged = { ...deployment({ components: [] }), notes: [note('expired', 4), note('stale', 9)] }
  expect(outcome(waiverExpired, judged)).toEqual(['test medium ringwall.yaml:4'])
  expect(messages(waiverExpired, judged)).toEqual(['What is wrong with line 4.'])
})

it('says nothing of a deployment without books', () => {
  expect(outcome(waiverExpired, deployment({ components: [] }))).toEqual([])
})
