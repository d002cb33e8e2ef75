import { expect, it } from 'vitest'
import type { BookNote } from '../../model/books.ts'
import { deployment, messages, outcome } from '../../testing/deployment.ts'
import { waiverStale } from './waiver-stale.ts'

function note(kind: BookNote['kind'], line: number): BookNote {
  return { kind, of: `one on line ${line}`, place: { file: 'ringwall.yaml', line }, message: `What is wrong with line ${line}.`, actual: 'wrong' }
}

it('reports notes of its kind alone, where they are written', () => {
  const judged = { ...deployment({ components: [] }), notes: [note('stale', 4), note('expired', 9)] }
  expect(outcome(waiverStale, judged)).toEqual(['test low ringwall.yaml:4'])
  expect(messages(waiverStale, judged)).toEqual(['What is wrong with line 4.'])
})

it('says nothing of a deployment without books', () => {
  expect(outcome(waiverStale, deployment({ components: [] }))).toEqual([])
})
