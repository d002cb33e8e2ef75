import type { Report } from '../model/report.ts'
import { driftWords } from './drift-lines.ts'
import type { Paint } from './paint.ts'
import { wrap } from './words.ts'

/** What each further round found changed, round by round. */
export function roundLines({ rounds }: Report, width: number, ink: Paint): readonly string[] {
  if (rounds === undefined) return []
  const lines = rounds.flatMap(({ number, started, deployments }) => [
    `  round ${number}  ${ink.dim(started)}`,
    ...deployments.flatMap(({ name, drift }) => {
      const { counts, changes } = driftWords(drift)
      return [`    ${name}: ${counts}`, ...changes.flatMap((line) => wrap(line, width - 6)).map((line) => `      ${line}`)]
    }),
  ])
  return [[ink.bold(`Asked again ${rounds.length} ${rounds.length === 1 ? 'time' : 'times'}`), ...lines].join('\n')]
}
