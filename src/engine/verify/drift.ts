import type { AnswerReport, DriftReport, Report } from '../../model/report.ts'

/** What is used of an earlier answer. */
export type EarlierAnswer = Pick<AnswerReport, 'id' | 'outcome' | 'said' | 'open'>

/** Holds the answers against those of an earlier run, deployment by deployment; findings are held by the baseline. */
export function withDrift(report: Report, earlier: ReadonlyMap<string, readonly EarlierAnswer[]>): Report {
  const deployments = report.deployments.map((deployment) => {
    const { answers, name } = deployment
    return answers === undefined ? deployment : { ...deployment, drift: driftOf(answers, earlier.get(name) ?? []) }
  })
  return { ...report, deployments }
}

function driftOf(answers: readonly EarlierAnswer[], earlier: readonly EarlierAnswer[]): DriftReport {
  const before = new Map(earlier.map((answer) => [answer.id, wordsOf(answer)]))
  const now = new Map(answers.map((answer) => [answer.id, wordsOf(answer)]))
  return {
    new: [...now.keys()].filter((id) => !before.has(id)),
    gone: [...before.keys()].filter((id) => !now.has(id)),
    changed: [...now].flatMap(([answer, is]) => {
      const was = before.get(answer)
      return was === undefined || was === is ? [] : [{ answer, was, is }]
    }),
  }
}

function wordsOf({ outcome, said, open }: EarlierAnswer): string {
  const words = [...(said === null ? [] : [said]), ...open].join('; ')
  return outcome === 'answered' ? words : `${outcome === 'unproven' ? 'unproven' : 'not asked'}: ${words}`
}
