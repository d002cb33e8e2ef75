import type { AnswerReport, DeploymentReport, Finding } from '../model/report.ts'

/** Answers as reports for reading show them: where files and wire differ, what the wire says, what is open and why. */
export interface AnswerRows {
  readonly differing: readonly Finding[]
  readonly said: readonly AnswerReport[]
  readonly unproven: readonly AnswerReport[]
  readonly notAsked: readonly AnswerReport[]
}

export function answerRows({ answers = [], findings }: DeploymentReport): AnswerRows {
  return {
    differing: findings.filter(({ control }) => control === 'listener/as-declared'),
    said: answers.filter(({ outcome }) => outcome === 'answered'),
    unproven: answers.filter(({ outcome }) => outcome === 'unproven'),
    notAsked: answers.filter(({ outcome }) => outcome === 'not-asked'),
  }
}

/** Where it was asked, and from where when that is another place than this machine. */
export function whereOf({ address, vantage }: AnswerReport): string {
  return `${address ?? ''}${vantage === 'this machine' ? '' : ` from ${vantage}`}`.trim()
}
