import { expect, it } from 'vitest'
import { checkAttestations } from './attestations.ts'

const attestation = { row: 'CNF-17', statement: 's', by: 'Ana', until: '2026-06-30', at: { file: 'ringwall.yaml', line: 3 } }
const seen = new Map([
  ['a.txt', { sha256: 'ab12' }],
  ['b.txt', { why: 'does not exist' }],
])

it.each([
  ['counts on its last day', {}, '2026-06-30T23:59:59Z', { ...attestation }],
  ['is over the day after', {}, '2026-07-01T00:00:00Z', { ...attestation, invalid: 'it ran out on 2026-06-30' }],
  ['has the sum of its evidence', { evidence: 'a.txt' }, '2026-06-01', { ...attestation, evidence: 'a.txt', sha256: 'ab12' }],
  [
    'does not count without its evidence',
    { evidence: 'b.txt' },
    '2026-06-01',
    { ...attestation, evidence: 'b.txt', invalid: 'its evidence b.txt does not exist' },
  ],
])('an attestation %s', (_, given, now, expected) => {
  expect(checkAttestations([{ ...attestation, ...given }], seen, now)).toEqual([expected])
})
