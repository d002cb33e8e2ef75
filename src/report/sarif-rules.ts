import { grouped } from '../model/grouped.ts'
import type { Finding, Report } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import type { Severity } from '../model/vocabulary.ts'
import { printable } from './words.ts'

export interface Rule {
  readonly id: string
  readonly name: string
  readonly shortDescription: { readonly text: string }
  readonly help: { readonly text: string; readonly markdown: string }
  readonly properties: { readonly tags: readonly string[]; readonly 'security-severity': string }
}

/** Scores that code scanning on GitHub sorts by: over 9 critical, from 7 high, from 4 medium, below low. */
const scores: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0', info: '0.5' }

/** The controls that the findings come from, each once, sorted by id. */
export function rulesOf(deployments: Report['deployments']): readonly Rule[] {
  const findings = deployments.flatMap((deployment) => deployment.findings)
  const byControl = grouped(findings, ({ control }) => printable(control))
  return [...byControl].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, findings]) => rule(id, findings))
}

function rule(id: string, findings: readonly Finding[]): Rule {
  const title = printable(findings[0]?.title ?? id)
  const references = [...new Set(findings.flatMap((finding) => finding.references.map(printable)))].sort()
  const also = references.length === 0 ? '' : ` The same is asked by: ${references.join('; ')}.`
  const worst = findings.reduce<Severity>((found, { severity }) => (atLeast(severity, found) ? severity : found), 'info')
  return {
    id,
    name: id
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: title },
    help: {
      text: `${title}. "ringwall explain ${id}" says what is checked, why, how, and when it is wrong.${also}`,
      markdown: `${plain(title)}.\n\n\`ringwall explain ${id.replaceAll('`', '')}\` says what is checked, why, how, and when it is wrong.${plain(also)}`,
    },
    properties: { tags: ['security'], 'security-severity': scores[worst] },
  }
}

/** No markup of Markdown or HTML is left in it. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>&|]/g, (character) => `&#${character.charCodeAt(0)};`)
}
