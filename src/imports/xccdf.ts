import { SaxesParser } from 'saxes'
import { RingwallError } from '../model/error.ts'
import type { Imported, ImportedFinding } from '../model/imported.ts'
import { said, severityOf, titled } from './words.ts'
import { wrong } from './shape.ts'

const mostDepth = 200

/** Elements whose text is kept. */
const kept: ReadonlySet<string> = new Set(['title', 'target', 'result'])

interface Rule {
  readonly title: string
}

interface Result {
  readonly rule: string
  readonly severity: string | undefined
  readonly line: number
  verdict: string
}

/**
 * Results of XCCDF 1.1 and 1.2 (NIST IR 7275), alone or inside an Asset Reporting Format collection, as OpenSCAP writes them.
 * No document type is taken, so that no entity can be declared; nothing is kept but titles and results.
 */
export function readXccdf(text: string, file: string): Imported {
  const found = read(text, file)
  if (!found.isResult) throw wrong({ path: '', file }, 'XCCDF or ARF with a TestResult: oscap writes one with --results or --results-arf')
  const host = titled(found.target === '' ? 'host' : found.target)
  const findings = found.results.flatMap((result) => findingOf(result, found.rules, host, file))
  return { tool: { name: 'OpenSCAP', version: found.version, format: 'xccdf' }, findings, gaps: [] }
}

interface Found {
  readonly rules: Map<string, Rule>
  readonly results: Result[]
  target: string
  version: string | null
  isResult: boolean
}

function read(text: string, file: string): Found {
  const found: Found = { rules: new Map(), results: [], target: '', version: null, isResult: false }
  const parser = new SaxesParser()
  const path: string[] = []
  const ids: string[] = []
  let content = ''
  let result: Result | undefined

  parser.on('error', (error) => {
    throw fault(file, parser.line, error.message.replace(/^\d+:\d+: */, ''))
  })
  parser.on('doctype', () => {
    throw fault(file, parser.line, 'a document type is declared: such a report is not read')
  })
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name)
    if (path.length >= mostDepth) throw fault(file, parser.line, `it is nested more than ${mostDepth} levels deep`)
    path.push(local)
    // marks may stand inside a title
    if (kept.has(local)) content = ''
    if (local === 'Rule') ids.push(attributes['id'] ?? '')
    else if (local === 'TestResult') {
      found.isResult = true
      found.version = /^cpe:\/a:redhat:openscap:([\w.]{1,20})$/.exec(attributes['test-system'] ?? '')?.[1] ?? null
    } else if (local === 'rule-result') {
      result = { rule: attributes['idref'] ?? '', severity: attributes['severity'], line: parser.line, verdict: '' }
    }
  })
  parser.on('text', (piece) => {
    if (path.some((name) => kept.has(name))) content += piece
  })
  parser.on('closetag', ({ name }) => {
    const local = localName(name)
    path.pop()
    if (local === 'Rule') ids.pop()
    else if (local === 'title' && path.at(-1) === 'Rule') found.rules.set(ids.at(-1) ?? '', { title: content })
    else if (local === 'target' && path.at(-1) === 'TestResult') found.target = content.trim()
    else if (local === 'result' && path.at(-1) === 'rule-result' && result !== undefined) result.verdict = content.trim()
    else if (local === 'rule-result' && result !== undefined) {
      found.results.push(result)
      result = undefined
    }
  })
  parser.write(text).close()
  return found
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function fault(file: string, line: number, why: string): RingwallError {
  return new RingwallError('syntax', `--import ${file}: line ${line}: ${why}`)
}

/** `fail` fails; `error` and `unknown` could not be decided; the rest passes, does not apply or was not asked for. */
function findingOf({ rule, severity, line, verdict }: Result, rules: Found['rules'], host: string, file: string): readonly ImportedFinding[] {
  if (verdict !== 'fail' && verdict !== 'error' && verdict !== 'unknown') return []
  const title = rules.get(rule)?.title ?? rule.replace(/^xccdf_[^_]+_rule_/, '').replaceAll('_', ' ')
  return [
    {
      rule,
      verdict: verdict === 'fail' ? 'fail' : 'unknown',
      severity: severityOf(severity),
      subject: host,
      discriminator: '',
      title: titled(title),
      message: said(verdict === 'fail' ? `${title} does not hold on ${host}` : `${title} could not be decided on ${host}`),
      expected: '',
      actual: verdict,
      fix: '',
      references: [],
      locations: [{ file, line, endLine: line }],
    },
  ]
}
