import type { DeploymentReport } from '../model/report.ts'
import type { Paint } from './paint.ts'
import { count, wrap } from './words.ts'

/** Answers that are not what they were at the earlier run. */
export function driftLines({ drift }: DeploymentReport, width: number, ink: Paint): string | undefined {
  if (drift === undefined) return undefined
  const lines = [
    ...drift.changed.map(({ answer, was, is }) => `changed: ${answer}: was "${was}", is "${is}"`),
    ...drift.new.map((id) => `new: ${id}`),
    ...drift.gone.map((id) => `gone: ${id}`),
  ]
  const counts = `${count(drift.changed.length, 'answer')} changed, ${drift.new.length} new, ${drift.gone.length} gone`
  return [
    `  ${ink.bold('Since the earlier run')}  ${ink.dim(counts)}`,
    ...lines.flatMap((line) => wrap(line, width - 4)).map((line) => `    ${line}`),
  ].join('\n')
}
