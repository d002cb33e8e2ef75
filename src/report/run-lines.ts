import type { Report, RunReport } from '../model/report.ts'
import type { Paint } from './paint.ts'
import { count, list, wrap } from './words.ts'

/** When and from where the running system was asked; a run that ended early says so first. */
export function runLines({ run }: Report, width: number, ink: Paint): readonly string[] {
  if (run === undefined) return []
  const lines = wrap(runWords(run), width)
  return [lines.map((line) => (run.end === 'complete' ? ink.dim(line) : ink.bold(line))).join('\n')]
}

function runWords({ started, ended, end, cut, vantages, connections }: RunReport): string {
  const from = vantages.length === 0 ? '' : ` from ${list(vantages)}`
  const what = `Asked ${started} to ${ended}${from}, with ${count(connections, 'connection')}.`
  if (end === 'complete') return what
  const why = end === 'interrupted' ? 'The run was interrupted' : "The run's time was over (--deadline)"
  return `${why}: ${count(cut, 'target')} ${cut === 1 ? 'was' : 'were'} not asked all, and what was answered until then counts. ${what}`
}
