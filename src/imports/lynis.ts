import type { Imported, ImportedFinding } from '../model/imported.ts'
import { cut, said, titled } from './words.ts'

const longestLine = 20_000

/** True for a text that Lynis wrote: its report begins with its own version. */
export function isLynis(text: string): boolean {
  return /^(?:report_version_major|lynis_version)=/m.test(text.slice(0, 4000))
}

/**
 * `lynis-report.dat` of Lynis 3: `key=value`, lists as `key[]=`. A warning or suggestion is `TEST-ID|description|details|solution|`.
 * Lynis knows no severities: a warning is medium, a suggestion low.
 */
export function readLynis(text: string, file: string): Imported {
  const findings: ImportedFinding[] = []
  let version: string | null = null
  let host = 'host'
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > longestLine) continue
    const equals = line.indexOf('=')
    const [key, value] = [line.slice(0, equals), line.slice(equals + 1).trim()]
    if (key === 'lynis_version') version = titled(value)
    else if (key === 'hostname' && value !== '') host = titled(value)
    else if (key === 'warning[]' || key === 'suggestion[]')
      findings.push(finding(key === 'warning[]', value, { file, line: index + 1, endLine: index + 1 }))
  }
  return { tool: { name: 'Lynis', version, format: 'lynis' }, findings: findings.map((each) => ({ ...each, subject: host })), gaps: [] }
}

function finding(isWarning: boolean, value: string, location: ImportedFinding['locations'][number]): ImportedFinding {
  const [rule = '', description = '', details = '', solution = ''] = value.split('|').map((part) => (part === '-' ? '' : part))
  return {
    rule: rule === '' ? 'test' : rule,
    verdict: 'fail',
    severity: isWarning ? 'medium' : 'low',
    subject: '',
    // one test may speak of several things, such as the options of sshd; counts change from run to run
    discriminator: `${description} ${details}`.replace(/\d+/g, '#'),
    title: titled(description === '' ? rule : description),
    message: [cut(description).replace(/\.$/, ''), said(details)].filter((part) => part !== '').join(': '),
    expected: '',
    actual: '',
    fix: said(solution.replace(/^text:/, '')),
    references: rule === '' ? [] : [`https://cisofy.com/lynis/controls/${encodeURIComponent(rule)}/`],
    locations: [location],
  }
}
