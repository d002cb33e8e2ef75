import type { Finding, Location } from '../model/report.ts'
import { escape } from './markup.ts'

/** `unknown` stands beside the severities: nobody could tell. */
export function levelOf(finding: Finding): string {
  return finding.verdict === 'fail' ? finding.severity : finding.verdict
}

export function badge(level: string, words: string = level): string {
  return `<span class="badge ${escape(level)}">${escape(words)}</span>`
}

export function code(text: string): string {
  return `<code>${escape(text)}</code>`
}

export function placeOf({ file, line, endLine = line }: Pick<Location, 'file' | 'line'> & Partial<Location>): string {
  return code(`${file}:${line}${endLine === line ? '' : `-${endLine}`}`)
}

export function placeList(places: readonly (Pick<Location, 'file' | 'line'> & Partial<Location>)[]): string {
  return places.length === 0 ? '' : `<ul class="places">${places.map((place) => `<li>${placeOf(place)}</li>`).join('')}</ul>`
}

/** Terms with their descriptions; what has none is left out. */
export function terms(rows: readonly (readonly [string, string])[]): string {
  return `<dl>${rows.flatMap(([term, words]) => (words === '' ? [] : [`<div><dt>${term}</dt><dd>${words}</dd></div>`])).join('')}</dl>`
}

/** A table that scrolls by itself where the page is narrow. */
export function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const columns = head.map((name) => `<th scope="col">${name}</th>`).join('')
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}, scrollable"><table><caption class="unseen">${escape(caption)}</caption><thead><tr>${columns}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`
}
