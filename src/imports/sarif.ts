import type { Imported, ImportedFinding } from '../model/imported.ts'
import type { Location } from '../model/report.ts'
import type { Severity } from '../model/vocabulary.ts'
import type { Member } from './shape.ts'
import { listed, member, numberIn, textIn, within } from './shape.ts'
import { said, titled } from './words.ts'

/** SARIF 2.1.0: one tool for each run. Snippets are not taken. Numbers in comments are sections of the standard. */
export function readSarif(log: Member, shown: (uri: string) => string): readonly Imported[] {
  return listed(log, 'runs').map((run) => readRun(run, shown))
}

function readRun(run: Member, shown: (uri: string) => string): Imported {
  const driver = within(run, 'tool', 'driver')
  const name = driver === undefined ? undefined : textIn(driver, 'name')
  const version = driver === undefined ? undefined : (textIn(driver, 'semanticVersion') ?? textIn(driver, 'version'))
  const rules = driver === undefined ? [] : listed(driver, 'rules')
  const byId = new Map(rules.map((rule) => [textIn(rule, 'id'), rule]))
  const findings: ImportedFinding[] = []
  let suppressed = 0
  for (const result of listed(run, 'results')) {
    // 3.27.9: only these kinds say that something is wrong, or open; 3.27.24: an absent result is one of an earlier run
    const kind = textIn(result, 'kind') ?? 'fail'
    if (!(kind === 'fail' || kind === 'open' || kind === 'review') || textIn(result, 'baselineState') === 'absent') continue
    if (isSuppressed(result)) suppressed++
    else findings.push(resultOf(result, kind === 'fail', ruleOf(result, rules, byId), name ?? 'SARIF', shown))
  }
  const gaps = suppressed === 0 ? [] : [`${suppressed} results are suppressed in the tool itself, and left out here`]
  return { tool: { name: titled(name ?? 'SARIF'), version: version === undefined ? null : titled(version), format: 'sarif' }, findings, gaps }
}

/** 3.27.23: suppressed, when none of its suppressions is under review or rejected. */
function isSuppressed(result: Member): boolean {
  const suppressions = listed(result, 'suppressions')
  return suppressions.length > 0 && suppressions.every((each) => (textIn(each, 'status') ?? 'accepted') === 'accepted')
}

function ruleOf(result: Member, rules: readonly Member[], byId: ReadonlyMap<string | undefined, Member>): Member | undefined {
  const index = numberIn(result, 'ruleIndex')
  const reference = within(result, 'rule')
  const id = textIn(result, 'ruleId') ?? (reference === undefined ? undefined : textIn(reference, 'id'))
  return (index === undefined ? undefined : rules[index]) ?? (id === undefined ? undefined : byId.get(id))
}

function resultOf(result: Member, fails: boolean, rule: Member | undefined, tool: string, shown: (uri: string) => string): ImportedFinding {
  const id = textIn(result, 'ruleId') ?? (rule === undefined ? undefined : textIn(rule, 'id')) ?? 'result'
  const locations = listed(result, 'locations').flatMap((each) => locationOf(each, shown))
  const message = said(messageOf(result, rule))
  const short = rule === undefined ? undefined : within(rule, 'shortDescription')
  const help = rule === undefined ? undefined : textIn(rule, 'helpUri')
  return {
    rule: id,
    verdict: fails ? 'fail' : 'unknown',
    severity: severityOfResult(result, rule),
    subject: locations[0]?.file ?? tool,
    discriminator: '',
    title: titled((short === undefined ? undefined : textIn(short, 'text')) ?? id),
    message,
    expected: '',
    actual: '',
    fix: '',
    references: help === undefined ? [] : [said(help)],
    locations,
  }
}

/** 3.11: the text itself, or a text of the rule by its id, with `{0}` for arguments. */
function messageOf(result: Member, rule: Member | undefined): string {
  const message = within(result, 'message')
  if (message === undefined) return ''
  const id = textIn(message, 'id')
  const named = rule === undefined || id === undefined ? undefined : within(rule, 'messageStrings', id)
  const text = textIn(message, 'text') ?? (named === undefined ? undefined : textIn(named, 'text')) ?? ''
  const words = listed(message, 'arguments').map(({ value }) => (typeof value === 'string' ? value : ''))
  return text.slice(0, 10_000).replace(/\{(\d{1,3})\}/g, (all, index: string) => words[Number(index)]?.slice(0, 500) ?? all)
}

const levels: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', note: 'low', none: 'info' }

/** `security-severity` (0 to 10) is what code scanning on GitHub sorts by; without it the level, which is a warning when nothing is said (3.27.10). */
function severityOfResult(result: Member, rule: Member | undefined): Severity {
  const score = scoreOf(result) ?? (rule === undefined ? undefined : scoreOf(rule))
  if (score !== undefined) return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : score > 0 ? 'low' : 'info'
  const usual = rule === undefined ? undefined : within(rule, 'defaultConfiguration')
  return levels[textIn(result, 'level') ?? (usual === undefined ? undefined : textIn(usual, 'level')) ?? 'warning'] ?? 'medium'
}

function scoreOf(from: Member): number | undefined {
  const properties = within(from, 'properties')
  const value = properties === undefined ? undefined : member(properties, 'security-severity').value
  const score = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof score === 'number' && Number.isFinite(score) ? score : undefined
}

function locationOf(from: Member, shown: (uri: string) => string): readonly Location[] {
  const physical = within(from, 'physicalLocation')
  const artifact = physical === undefined ? undefined : within(physical, 'artifactLocation')
  const uri = artifact === undefined ? undefined : textIn(artifact, 'uri')
  if (physical === undefined || uri === undefined) return []
  const region = within(physical, 'region')
  const line = Math.max(1, Math.trunc((region === undefined ? undefined : numberIn(region, 'startLine')) ?? 1))
  const last = Math.trunc((region === undefined ? undefined : numberIn(region, 'endLine')) ?? line)
  return [{ file: shown(uri), line, endLine: Math.max(line, last) }]
}
