import type { Evidence, GuideAnswer, RowAnswer, RowVerdict } from '../model/answer.ts'
import type { GuideRender } from '../model/render.ts'
import { guardText, verdictWord } from './guide-words.ts'
import type { Paint } from './paint.ts'
import { paint } from './paint.ts'
import { printable, wrap } from './words.ts'

/** The order in which verdicts are shown: what has to be done first. */
export const rowVerdicts: readonly RowVerdict[] = ['violated', 'unknown', 'waived', 'attested', 'enforced', 'not-applicable']

const indent = 10
const placesShown = 3

/** A guide in the terminal, row by row: what is violated and what is open with its evidence, the rest as one line each. */
export const guideText: GuideRender = (answer, { all, colour, columns }) => {
  const ink = paint(colour)
  const width = Math.max(60, Math.min(columns, 120))
  const shown = answer.rows.filter(({ verdict }) => all || verdict !== 'not-applicable')
  const parts = [`${ink.bold(answer.title)}  ${ink.dim(printable(answer.deployments.join(', ')))}`]
  for (const verdict of rowVerdicts) {
    const rows = shown.filter((row) => row.verdict === verdict)
    if (rows.length > 0) parts.push(rows.map((row) => rowLines(row, all, width, ink)).join('\n'))
  }
  parts.push(summaryLine(answer))
  return `${parts.join('\n\n')}\n`
}

function rowLines(row: RowAnswer, all: boolean, width: number, ink: Paint): string {
  const { id, text, verdict, why, settle, guard } = row
  const lines = [`  ${ink.bold(id.padEnd(indent - 2))}${coloured(verdict, ink)}  ${printable(text)}`]
  const detailed = all || verdict === 'violated' || verdict === 'unknown' || verdict === 'attested' || verdict === 'waived'
  if (!detailed) return lines.join('\n')
  lines.push(...block(printable(why), width))
  const places = placesOf(row.evidence, verdict)
  if (places !== '') lines.push(...block(places, width).map((line) => ink.place(line)))
  const asked = answersOf(row.evidence, verdict)
  if (asked !== '') lines.push(...block(`observed: ${asked}`, width))
  if (settle !== '')
    lines.push(...block(`${verdict === 'violated' ? 'fix: ' : 'settled by: '}${printable(settle)}`, width).map((line) => ink.fix(line)))
  if (guard !== undefined) lines.push(...block(`guard: ${guardText(guard)}`, width).map((line) => ink.dim(line)))
  return lines.join('\n')
}

function coloured(verdict: RowVerdict, ink: Paint): string {
  const text = verdict.padEnd(14)
  if (verdict === 'violated') return ink.state('open', text)
  if (verdict === 'enforced' || verdict === 'attested') return ink.state('locked', text)
  return verdict === 'unknown' ? ink.state('unknown', text) : ink.dim(text)
}

function block(text: string, width: number): readonly string[] {
  return wrap(text, width - indent).map((line) => `${' '.repeat(indent)}${line}`)
}

/** The judgements that a verdict rests on. */
const deciding: Readonly<Partial<Record<RowVerdict, Evidence['verdict']>>> = {
  violated: 'fail',
  unknown: 'unknown',
  waived: 'waived',
  attested: 'attested',
  enforced: 'pass',
}

/** What the running system was asked, where a judgement that decided rests on it. */
function answersOf(evidence: readonly Evidence[], verdict: RowVerdict): string {
  return some(new Set(evidence.filter((each) => each.verdict === deciding[verdict]).flatMap(({ answers = [] }) => answers)))
}

/** Where the judgements that decided stand. */
function placesOf(evidence: readonly Evidence[], verdict: RowVerdict): string {
  const places = new Set(
    evidence
      .filter((each) => each.verdict === deciding[verdict])
      .flatMap(({ locations }) => locations.slice(0, 1).map(({ file, line }) => `${file}:${line}`)),
  )
  return some(places)
}

function some(words: ReadonlySet<string>): string {
  const shown = [...words].slice(0, placesShown)
  return printable(`${shown.join(', ')}${words.size > shown.length ? ` and ${words.size - shown.length} more` : ''}`)
}

function summaryLine({ rows, summary }: GuideAnswer): string {
  const counts = rowVerdicts.map((verdict) => `${summary[verdict]} ${verdictWord(verdict)}`)
  return `  ${rows.length} rows: ${counts.join(', ')}`
}
