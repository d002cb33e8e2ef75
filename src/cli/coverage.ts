import { coverage } from '../guides/coverage.ts'
import { reasons, topics, wire } from '../guides/wire.ts'
import type { Guide, Means, Requirement } from '../model/guide.ts'

/** What is judged of each guide, by examples that were run: a row counts when one example violates it and another enforces it. */
export function coverageText(guides: readonly Guide[], all: boolean): string {
  const lines = guides.flatMap((guide) => {
    const judged = guide.requirements.filter(({ id }) => coverage[id] !== undefined)
    const rest = guide.requirements.filter(({ id }) => coverage[id] === undefined)
    return [
      `${guide.title}: ${judged.length} of ${guide.requirements.length} rows are judged from files, with an example that violates and one that enforces each`,
      ...(all ? judged.map(({ id, text }) => `  ${id}  judged       ${text}`) : []),
      ...rest.map((row) => `  ${row.id}  not judged   ${row.text}: ${reason(row)}`),
      '',
    ]
  })
  const every = guides.flatMap(({ requirements }) => requirements)
  const judged = every.filter(({ id }) => coverage[id] !== undefined)
  const asked = every.filter(({ id }) => askedAbout(id).length > 0)
  const neither = every.filter((row) => !judged.includes(row) && !asked.includes(row))
  const total = `${judged.length} of ${every.length} rows in all; verify asks about ${asked.length}, and ${neither.length} are neither judged nor asked about`
  return `${[...lines, total].join('\n')}\n`
}

const words: Readonly<Record<Means, string>> = {
  verify: 'verify',
  guard: 'guard (planned)',
  harden: 'harden (planned)',
  attestation: 'an attestation',
}

/** What `verify` asks about a row; nothing where it does not. */
function askedAbout(id: string): readonly string[] {
  return (wire[id] ?? []).filter((name) => topics[name] !== undefined)
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
    .map((each) => (each === 'verify' ? wireWords(id) : words[each]))
    .toSorted((a, b) => Number(a.startsWith('not ')) - Number(b.startsWith('not ')))
  const who = others.length === 0 ? words.attestation : others.join(', ')
  if (answeredBy.length === 0) return `no file tells; ${who}`
  const seen = answeredBy.every(({ refutes }) => refutes === true) ? 'files can only show that it is violated' : 'no pair of examples yet'
  return `${seen}; beside the files ${who}`
}
