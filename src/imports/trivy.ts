import type { Imported, ImportedFinding } from '../model/imported.ts'
import type { Location } from '../model/report.ts'
import type { Member } from './shape.ts'
import { listed, numberIn, textIn, within } from './shape.ts'
import { said, severityOf, titled } from './words.ts'

/** JSON of Trivy, schema version 2 (aquasecurity/trivy, pkg/types/report.go). The lines that it quotes, and matches of secrets, are not taken. */
export function readTrivy(report: Member, shown: (uri: string) => string): Imported {
  const version = within(report, 'Trivy')
  const findings = listed(report, 'Results').flatMap((result) => {
    const target = shown(textIn(result, 'Target') ?? '')
    return [
      ...listed(result, 'Misconfigurations').flatMap((each) => misconfiguration(each, target)),
      ...listed(result, 'Vulnerabilities').map((each) => vulnerability(each, target)),
      ...listed(result, 'Secrets').map((each) => secret(each, target)),
    ]
  })
  const number = version === undefined ? undefined : textIn(version, 'Version')
  return { tool: { name: 'Trivy', version: number ?? null, format: 'trivy' }, findings, gaps: [] }
}

function misconfiguration(from: Member, target: string): readonly ImportedFinding[] {
  // with --include-non-failures also what passes is written
  if ((textIn(from, 'Status') ?? 'FAIL') !== 'FAIL') return []
  const cause = within(from, 'CauseMetadata')
  const resource = cause === undefined ? undefined : textIn(cause, 'Resource')
  const rule = textIn(from, 'ID') ?? textIn(from, 'AVDID') ?? 'misconfiguration'
  const title = textIn(from, 'Title') ?? rule
  return [
    {
      ...common(from, target, rule, title),
      discriminator: resource ?? '',
      message: said(textIn(from, 'Message') ?? textIn(from, 'Description') ?? title),
      fix: said(textIn(from, 'Resolution') ?? ''),
      locations: cause === undefined ? at(target, undefined, undefined) : at(target, numberIn(cause, 'StartLine'), numberIn(cause, 'EndLine')),
    },
  ]
}

function vulnerability(from: Member, target: string): ImportedFinding {
  const rule = textIn(from, 'VulnerabilityID') ?? 'vulnerability'
  const name = textIn(from, 'PkgName') ?? 'a package'
  const installed = textIn(from, 'InstalledVersion') ?? ''
  const mended = textIn(from, 'FixedVersion') ?? ''
  const title = textIn(from, 'Title')
  return {
    ...common(from, target, rule, title ?? `${rule} in ${name}`),
    discriminator: `${name} ${textIn(from, 'PkgPath') ?? ''}`,
    message: said(`${name} ${installed} has ${rule}${title === undefined ? '' : `: ${title}`}`),
    expected: mended === '' ? '' : `${name} ${mended}`,
    actual: said(`${name} ${installed}`),
    fix: mended === '' ? '' : said(`update ${name} to ${mended}`),
    locations: at(target, undefined, undefined),
  }
}

function secret(from: Member, target: string): ImportedFinding {
  const rule = textIn(from, 'RuleID') ?? 'secret'
  const title = textIn(from, 'Title') ?? rule
  return {
    ...common(from, target, rule, title),
    discriminator: '',
    message: titled(`${title} is written in ${target}`),
    locations: at(target, numberIn(from, 'StartLine'), numberIn(from, 'EndLine')),
  }
}

function common(from: Member, target: string, rule: string, title: string): ImportedFinding {
  const reference = textIn(from, 'PrimaryURL')
  return {
    rule,
    verdict: 'fail',
    severity: severityOf(textIn(from, 'Severity')),
    subject: target,
    discriminator: '',
    title: titled(title),
    message: '',
    expected: '',
    actual: '',
    fix: '',
    references: reference === undefined ? [] : [said(reference)],
    locations: [],
  }
}

/** Without a line it is about the whole file. */
function at(file: string, start: number | undefined, end: number | undefined): readonly Location[] {
  const line = Math.max(1, Math.trunc(start ?? 1))
  return [{ file, line, endLine: Math.max(line, Math.trunc(end ?? line)) }]
}
