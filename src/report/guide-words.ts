import type { RowVerdict } from '../model/answer.ts'
import type { Means } from '../model/guide.ts'
import { list } from './words.ts'

export function verdictWord(verdict: RowVerdict): string {
  return verdict === 'not-applicable' ? 'not applicable' : verdict
}

const words: Readonly<Record<Means, string>> = {
  verify: 'ringwall verify',
  harden: 'ringwall harden (planned)',
  guard: 'ringwall guard (planned)',
  attestation: 'an attestation of the operator',
}

/** What speaks to a row beside its files; empty where nothing does. */
export function meansText(means: readonly Means[]): string {
  return list(means.map((each) => words[each]))
}
