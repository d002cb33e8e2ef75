import type { Answer } from '../../model/observed.ts'

/** Of several copies and places the one that asks least comes first. */
export function weakestFirst(answers: readonly Answer[], member: 'tls' | 'authentication'): readonly Answer[] {
  const weight = ({ learned }: Answer): number => ['none', 'optional'].indexOf(learned?.[member] ?? '') + 1 || 3
  return answers.toSorted((a, b) => weight(a) - weight(b))
}
