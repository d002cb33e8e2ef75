import { coverage } from '../guides/coverage.ts'
import { abilities, guarded, notGuarded } from '../guides/guarded.ts'
import { reasons, topics, wire } from '../guides/wire.ts'
import type { Guide, Means, Requirement } from '../model/guide.ts'

/** What is judged of each guide, by examples that were run: a row counts when one example violates it and another enforces it. */
export function coverageText(guides: readonly Guide[], all: boolean): string {
  const lines = guides.flatMap((guide) => {
    const judged = guide.requirements.filter(({ id }) => coverage[id] !== undefined)
    const rest = guide.requirements.filter(({ id }) => coverage[id] === undefined)
    return [
      `${guide.title}: ${judged.length} of ${guide.requirements.length} rows are judged from files, with an example that violates and one that enforces each`,
      ...(all ? judged.map(({ id, text }) => `  ${id}  judged       ${text}${guarded[id] === undefined ? '' : `; ${guardWords(id)}`}`) : []),
      ...rest.map((row) => `  ${row.id}  not judged   ${row.text}: ${reason(row)}`),
      '',
    ]
  })
  const every = guides.flatMap(({ requirements }) => requirements)
  const judged = every.filter(({ id }) => coverage[id] !== undefined)
  const asked = every.filter(({ id }) => askedAbout(id).length > 0)
  const neither = every.filter((row) => !judged.includes(row) && !asked.includes(row))
  const fronted = every.filter(({ guarded: does = [] }) => does.length > 0)
  const named = every.filter(({ id }) => guarded[id] !== undefined)
  const total = `${judged.length} of ${every.length} rows in all; verify asks about ${asked.length}, and ${neither.length} are neither judged nor asked about; of ${named.length} that something in front could settle, the guard settles ${fronted.length}`
  return `${[...lines, total].join('\n')}\n`
}

const words: Readonly<Record<Means, string>> = {
  verify: 'verify',
  guard: 'guard',
  harden: 'harden',
  attestation: 'an attestation',
}

/** What `verify` asks about a row; nothing where it does not. */
function askedAbout(id: string): readonly string[] {
  return (wire[id] ?? []).filter((name) => topics[name] !== undefined)
}

/** What the guard does about a row, with what proves it, or why it does nothing. */
function guardWords(id: string): string {
  const names = guarded[id] ?? []
  const does = names.flatMap((name) => abilities[name] ?? [])
  if (does.length === 0) return `not the guard: ${notGuarded[names[0] ?? ''] ?? 'it stands at the door'}`
  const proof = [...new Set(does.flatMap(({ verify, attacks }) => [...verify.map((probe) => `verify ${probe}`), ...attacks]))]
  return `guard (${names.join(', ')}: ${proof.join(', ')})`
}

/** What verify does for a row, or why it does nothing. */
function wireWords(id: string): string {
  const asked = askedAbout(id)
  if (asked.length > 0) return `verify (${asked.join(', ')})`
  const why = (wire[id] ?? []).flatMap((name) => reasons[name] ?? [])[0]
  return why === undefined ? words.verify : `not verify yet: ${why}`
}

function reason({ id, answeredBy, means = [] }: Requirement): string {
  const others = means
    .filter((each) => each !== 'harden')
    .map((each) => (each === 'verify' ? wireWords(id) : each === 'guard' ? guardWords(id) : words[each]))
    .toSorted((a, b) => Number(a.startsWith('not ')) - Number(b.startsWith('not ')))
  const who = others.length === 0 ? words.attestation : others.join(', ')
  if (answeredBy.length === 0) return `no file tells; ${who}`
  const seen = answeredBy.every(({ refutes }) => refutes === true) ? 'files can only show that it is violated' : 'no pair of examples yet'
  return `${seen}; beside the files ${who}`
}
