import type { AnswerReport, DeploymentReport, RunReport } from '../model/report.ts'
import { printable } from './words.ts'

/**
 * What was asked of the running system, as notifications (SARIF 3.58): no answer is a result by itself, since the judgements on it are
 * results. What is not proven is a warning, what was not asked and what was answered a note.
 */
export function answerNotifications({ answers = [], name }: DeploymentReport): readonly unknown[] {
  return answers.flatMap((answer) => [
    ...(answer.said === null ? [] : [notification(answer, name, 'answer', 'note', answer.said)]),
    ...answer.open.map((why) =>
      answer.outcome === 'not-asked'
        ? notification(answer, name, 'not-asked', 'note', `not asked: ${why}`)
        : notification(answer, name, 'unproven', 'warning', `unproven: ${why}`),
    ),
  ])
}

function notification(answer: AnswerReport, deployment: string, id: string, level: 'note' | 'warning', text: string): unknown {
  const { listener, address, probe, vantage, at } = answer
  return {
    descriptor: { id },
    level,
    message: { text: printable(`${probe} of ${listener}: ${text}`) },
    timeUtc: at,
    locations: [{ logicalLocations: [{ fullyQualifiedName: printable(listener), kind: 'listener' }] }],
    properties: { deployment, answer: answer.id, probe, vantage, ...(address === null ? {} : { address }) },
  }
}

/** When the system was asked, and that a run was cut short. */
export function invocationOf(run: RunReport | undefined): {
  readonly times: object
  readonly notifications: readonly unknown[]
} {
  if (run === undefined) return { times: {}, notifications: [] }
  const times = { startTimeUtc: run.started, endTimeUtc: run.ended }
  if (run.end === 'complete') return { times, notifications: [] }
  const how = run.end === 'deadline' ? 'its time was over' : 'somebody ended it'
  const text = `The run was cut short, as ${how}: targets that were not asked all: ${run.cut}.`
  return { times, notifications: [{ descriptor: { id: 'cut-short' }, level: 'warning', message: { text } }] }
}
