import type { GuardWord, RowVerdict } from '../model/answer.ts'
import type { Means } from '../model/guide.ts'
import { list } from './words.ts'

export function verdictWord(verdict: RowVerdict): string {
  return verdict === 'not-applicable' ? 'not applicable' : verdict
}

const words: Readonly<Record<Means, string>> = {
  verify: 'ringwall verify',
  harden: 'ringwall harden',
  guard: 'ringwall guard',
  attestation: 'an attestation of the operator',
}

/** What speaks to a row beside its files; empty where nothing does. */
export function meansText(means: readonly Means[]): string {
  return list(means.map((each) => words[each]))
}

/** What the guard does about a row, what sees it on the wire and what attacks it; empty where it does nothing. */
export function guardText(guard: GuardWord | undefined): string {
  if (guard === undefined) return ''
  const { state, does, verify, attacks } = guard
  const said = { does: '', could: ', where guard.yaml says so', absent: ', if it stood in front (`ringwall guard init`)' }[state]
  const seen = verify.length === 0 ? '' : `; seen by verify (${verify.join(', ')})`
  return `${does.join('; ')}${said}${seen}; attacked by ${attacks.join(', ')}`
}
