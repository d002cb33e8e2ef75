import { coverage } from '../guides/coverage.ts'
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
  return `${[...lines, `${every.filter(({ id }) => coverage[id] !== undefined).length} of ${every.length} rows in all`].join('\n')}\n`
}

const words: Readonly<Record<Means, string>> = {
  verify: 'verify',
  guard: 'guard (planned)',
  harden: 'harden (planned)',
  attestation: 'an attestation',
}

function reason({ answeredBy, means = [] }: Requirement): string {
  const others = means.filter((each) => each !== 'harden').map((each) => words[each])
  const who = others.length === 0 ? words.attestation : others.join(', ')
  if (answeredBy.length === 0) return `no file tells; ${who}`
  const seen = answeredBy.every(({ refutes }) => refutes === true) ? 'files can only show that it is violated' : 'no pair of examples yet'
  return `${seen}; beside the files ${who}`
}
