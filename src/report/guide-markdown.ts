import type { Evidence, RowAnswer } from '../model/answer.ts'
import type { GuideRender } from '../model/render.ts'
import { rowVerdicts } from './guide-text.ts'
import { guardText } from './guide-words.ts'
import { markdownTable, prose, span } from './markdown-text.ts'

const placesShown = 5

/** For the file of an audit: counts, then the rows by verdict with reason, evidence and what would settle them. */
export const guideMarkdown: GuideRender = (answer) => {
  const blocks = [`# ${prose(answer.title)}`, markdownTable(rowVerdicts.map(String), [rowVerdicts.map((verdict) => String(answer.summary[verdict]))])]
  for (const verdict of rowVerdicts) {
    const rows = answer.rows.filter((row) => row.verdict === verdict)
    if (rows.length > 0) blocks.push(`## ${verdict.charAt(0).toUpperCase()}${verdict.slice(1)} (${rows.length})`, rows.map(item).join('\n'))
  }
  return `${blocks.join('\n\n')}\n`
}

function item({ id, text, why, settle, evidence, verdict, guard }: RowAnswer): string {
  const places = placesOf(evidence)
  return [
    `- **${id}** ${prose(text)}`,
    `  <br>${prose(why)}`,
    ...(places === '' ? [] : [`  <br>At ${places}`]),
    ...(settle === '' ? [] : [`  <br>${verdict === 'violated' ? 'Fix' : 'Settled by'}: ${prose(settle)}`]),
    ...(guard === undefined ? [] : [`  <br>Guard: ${prose(guardText(guard))}`]),
  ].join('\n')
}

function placesOf(evidence: readonly Evidence[]): string {
  const places = [...new Set(evidence.flatMap(({ locations }) => locations.slice(0, 1).map(({ file, line }) => `${file}:${line}`)))]
  const more = places.length > placesShown ? ` and ${places.length - placesShown} more` : ''
  return `${places.slice(0, placesShown).map(span).join(', ')}${places.length === 0 ? '' : more}`
}
