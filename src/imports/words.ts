import type { Severity } from '../model/vocabulary.ts'
import { redact } from '../protocols/redact.ts'

/** Findings of one report; what is beyond is told as a gap. */
export const mostFindings = 20_000

const longest = 1500

/** What another tool says of what it read: without what looks like a credential, and of bounded length. */
export function said(text: string): string {
  return cut(redact(cut(text)))
}

/** A text of bounded length on one line. */
export function cut(text: string): string {
  const line = text
    .slice(0, longest * 2)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length > longest ? `${line.slice(0, longest)}...` : line
}

/** A line of the tool's own rules, which holds nothing of what it read. */
export function titled(text: string): string {
  const line = text.slice(0, 1000).replace(/\s+/g, ' ').trim().replace(/\.$/, '')
  return line.length > 160 ? `${line.slice(0, 157)}...` : line
}

/** The words that most tools use. What a tool does not know counts as medium: unknown is never harmless. */
export function severityOf(word: string | undefined): Severity {
  const lower = (word ?? '').toLowerCase()
  if (lower === 'critical' || lower === 'high' || lower === 'medium' || lower === 'low') return lower
  return lower === 'info' || lower === 'none' ? 'info' : 'medium'
}
