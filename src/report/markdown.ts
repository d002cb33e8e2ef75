import type { Render, RenderOptions } from '../model/render.ts'
import type { ChannelReport, DeploymentReport, Finding, WaiverReport } from '../model/report.ts'
import { addressOf, encryptionWord, loginWord, stateOf } from './channel-words.ts'
import { markdownGaps } from './markdown-gaps.ts'
import { markdownAnswers } from './markdown-answers.ts'
import { cellSpan, markdownTable, prose, span } from './markdown-text.ts'

const levels = ['critical', 'high', 'medium', 'low', 'info', 'unknown', 'waived'] as const

/** For tickets and pull requests: counts, then findings by severity with place and fix, then connections and gaps. */
export const markdown: Render = (report, options) => {
  const blocks = [
    `# Ringwall ${options.command}`,
    ...(options.command === 'map' ? [] : [summary(report.deployments)]),
    ...report.deployments.flatMap((deployment) => section(deployment, options)),
  ]
  return `${blocks.join('\n\n')}\n`
}

function summary(deployments: readonly DeploymentReport[]): string {
  const columns = deployments.some((deployment) => deployment.summary.waived > 0) ? levels : levels.filter((level) => level !== 'waived')
  const rows = deployments.map((deployment) => [prose(deployment.name), ...columns.map((level) => String(deployment.summary[level]))])
  return markdownTable(['Deployment', ...columns], rows)
}

function section(deployment: DeploymentReport, options: RenderOptions): readonly string[] {
  const findings = options.command === 'map' ? [] : levels.flatMap((level) => group(deployment.findings, level))
  return [
    `## ${prose(deployment.name)}`,
    ...markdownAnswers(deployment),
    ...findings,
    ...fixedList(deployment),
    ...connections(deployment.channels),
    ...markdownGaps(deployment.inputs),
  ]
}

function levelOf({ verdict, severity }: Finding): string {
  return verdict === 'fail' ? severity : verdict
}

function group(findings: readonly Finding[], level: string): readonly string[] {
  const own = findings.filter((finding) => levelOf(finding) === level)
  return own.length === 0 ? [] : [`### ${level.charAt(0).toUpperCase()}${level.slice(1)} (${own.length})`, own.map(item).join('\n')]
}

const placesShown = 6

function item(finding: Finding): string {
  const { locations, requirements, fix } = finding
  const shown = locations.slice(0, placesShown).map(({ file, line }) => span(`${file}:${line}`))
  const more = locations.length > placesShown ? ` and ${locations.length - placesShown} more` : ''
  const rows = requirements.length === 0 ? '' : ` ${requirements.map(span).join(' ')}`
  return [
    `- **${prose(finding.title)}**${finding.baseline === 'new' ? ' (new)' : ''} ${span(finding.control)}${rows}`,
    `  <br>${prose(finding.message)}`,
    ...(shown.length === 0 ? [] : [`  <br>At ${shown.join(', ')}${more}`]),
    ...(fix === '' ? [] : [`  <br>Fix: ${prose(fix)}`]),
    ...(finding.waiver === undefined ? [] : [`  <br>${acceptance(finding.waiver)}`]),
  ].join('\n')
}

function acceptance({ owner, until, reason, file, line }: WaiverReport): string {
  return `Accepted by ${prose(owner)} until ${prose(until)} (${span(`${file}:${line}`)}): ${prose(reason)}`
}

function fixedList({ fixed = [] }: DeploymentReport): readonly string[] {
  if (fixed.length === 0) return []
  const lines = fixed.map(({ title, subject, control }) => `- ${prose(title)}: ${span(subject.id)} ${span(control)}`)
  return [`### Fixed since the baseline (${fixed.length})`, lines.join('\n')]
}

function connections(channels: readonly ChannelReport[]): readonly string[] {
  if (channels.length === 0) return []
  const rows = channels.map((channel) => [
    stateOf(channel),
    prose(channel.from),
    prose(addressOf(channel)),
    prose(channel.protocol),
    encryptionWord(channel),
    prose(loginWord(channel)),
    channel.evidence.map(({ file, line }) => cellSpan(`${file}:${line}`)).join(' '),
  ])
  return ['### Connections', markdownTable(['', 'From', 'To', 'Protocol', 'Encryption', 'Login', 'Evidence'], rows)]
}
