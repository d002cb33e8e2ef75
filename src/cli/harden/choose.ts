import type { Wanted } from '../../engine/harden/plan.ts'
import { isAnswered } from '../../engine/harden/report.ts'
import { RingwallError } from '../../model/error.ts'
import { controls, guides } from '../../registry.ts'
import { remedies } from '../../registry/hardening.ts'
import { choice, listOption } from '../options.ts'

export interface Chosen {
  readonly wanted: Wanted
  /** Words of the call that were to name a measure, and named none that was proposed. */
  readonly missed: () => readonly string[]
}

/**
 * What a call wants of all proposals: `--only` and `--except` take a remedy, a control or the id of a measure; `--guide` those that
 * answer rows of these guides. A word that can be none of them is an error of the call.
 */
export function chosenMeasures(options: Readonly<Record<string, unknown>>): Chosen {
  const only = listOption(options['only']).map((word) => selector('--only', word))
  const except = listOption(options['except']).map((word) => selector('--except', word))
  const asked = listOption(options['guide'])
  const rows = new Set(guides.filter(({ id }) => asked.includes(id)).flatMap(({ requirements }) => requirements.map(({ id }) => id)))
  const missed = new Set([...only, ...except].flatMap(({ word, isMeasure }) => (isMeasure ? [word] : [])))
  const ids = Object.keys(remedies)
  if (ids.every((id) => except.some(({ word }) => word === id)))
    throw new RingwallError('usage', '--except leaves no remedy', { hint: `the remedies are ${ids.join(', ')}` })
  return {
    missed: () => [...missed],
    wanted(remedy, proposal, { findings }) {
      const fits = ({ word }: Selector): boolean =>
        word === remedy || word === proposal.id || proposal.answers.some(({ control }) => control === word)
      missed.delete(proposal.id)
      if ((only.length > 0 && !only.some(fits)) || except.some(fits)) return false
      if (asked.length === 0) return true
      return findings.some(
        (finding) =>
          finding.verdict === 'fail' &&
          finding.requirements.some((id) => rows.has(id)) &&
          proposal.answers.some((answers) => isAnswered(answers, finding)),
      )
    },
  }
}

interface Selector {
  readonly word: string
  readonly isMeasure: boolean
}

/** The id of a measure has a blank: a kind of change, and what it is about. */
function selector(option: string, word: string): Selector {
  if (word.includes(' ')) return { word, isMeasure: true }
  const known = word.includes('/') ? controls.map(({ id }) => id) : Object.keys(remedies)
  return { word: choice(option, word, known), isMeasure: false }
}
