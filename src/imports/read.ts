import { RingwallError } from '../model/error.ts'
import type { Imported } from '../model/imported.ts'
import { isLynis, readLynis } from './lynis.ts'
import { readSarif } from './sarif.ts'
import type { Member } from './shape.ts'
import { member, wrong } from './shape.ts'
import { readTrivy } from './trivy.ts'
import { mostFindings } from './words.ts'
import { readXccdf } from './xccdf.ts'

/**
 * Reads another tool's report, known by its content. `file` is its name as the call gives it; `shown` makes names of files relative.
 * What is none of the formats is an error of the call.
 */
export function readImport(text: string, file: string, shown: (uri: string) => string): readonly Imported[] {
  return read(text, file, shown).map(bounded)
}

function read(text: string, file: string, shown: (uri: string) => string): readonly Imported[] {
  const first = /\S/.exec(text)?.[0]
  if (first === '{') return readJson({ value: parsed(text, file), path: '', file }, shown)
  if (first === '<') return [readXccdf(text, file)]
  if (isLynis(text)) return [readLynis(text, file)]
  throw wrong({ path: '', file }, 'a report of a known format')
}

function readJson(report: Member, shown: (uri: string) => string): readonly Imported[] {
  if (member(report, 'version').value === '2.1.0' && member(report, 'runs').value !== undefined) return readSarif(report, shown)
  if (member(report, 'SchemaVersion').value === 2) return [readTrivy(report, shown)]
  throw wrong(report, 'SARIF ("version": "2.1.0" with "runs") or a report of Trivy ("SchemaVersion": 2)')
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RingwallError('syntax', `--import ${file}: it is no JSON`, { cause })
  }
}

function bounded(imported: Imported): Imported {
  const more = imported.findings.length - mostFindings
  if (more <= 0) return imported
  return {
    ...imported,
    findings: imported.findings.slice(0, mostFindings),
    gaps: [...imported.gaps, `${more} findings beyond ${mostFindings} are left out`],
  }
}
