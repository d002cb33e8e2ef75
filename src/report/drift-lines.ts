import type { DeploymentReport, DriftReport } from '../model/report.ts'
import type { Paint } from './paint.ts'
import { count, printable, wrap } from './words.ts'

/** Answers that are not what they were at the earlier run. */
export function driftLines({ drift }: DeploymentReport, width: number, ink: Paint): string | undefined {
  if (drift === undefined) return undefined
  const { counts, changes } = driftWords(drift)
  return [
    `  ${ink.bold('Since the earlier run')}  ${ink.dim(counts)}`,
    ...changes.flatMap((line) => wrap(line, width - 4)).map((line) => `    ${line}`),
  ].join('\n')
}

/** How many answers differ, and one line for each. */
export function driftWords(drift: DriftReport): { readonly counts: string; readonly changes: readonly string[] } {
  const changes = [
    ...drift.changed.map(({ answer, was, is }) => `changed: ${answer}: was "${was}", is "${is}"`),
    ...drift.new.map((id) => `new: ${id}`),
    ...drift.gone.map((id) => `gone: ${id}`),
  ]
  return {
    counts: `${count(drift.changed.length, 'answer')} changed, ${drift.new.length} new, ${drift.gone.length} gone`,
    changes: changes.map(printable),
  }
}
