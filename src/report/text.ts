import type { Render, RenderOptions } from '../model/render.ts'
import type { ComponentReport, DeploymentReport, Finding, Report, Summary } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import { connectionTable } from './connection-table.ts'
import { answerLines } from './answer-lines.ts'
import { reachTable } from './reach-table.ts'
import { roundLines } from './round-lines.ts'
import { runLines } from './run-lines.ts'
import { driftLines } from './drift-lines.ts'
import type { Paint } from './paint.ts'
import { gapLines } from './gap-lines.ts'
import { paint } from './paint.ts'
import { count, list, printable, wrap } from './words.ts'

const severityWidth = 'CRITICAL'.length
const margin = 2 + severityWidth + 2

/** The terminal report: the worst first, each with its place and the smallest change, then the connections and what could not be told. */
export const text: Render = (report, options) => {
  const ink = paint(options.colour)
  const width = Math.max(60, Math.min(options.columns, 120))
  const blocks = report.deployments.map((deployment) => block(deployment, options, width, ink))
  return `${[...blocks, ...roundLines(report, width, ink), ...runLines(report, width, ink), ...total(report, options, ink)].join('\n\n')}\n`
}

function block(deployment: DeploymentReport, options: RenderOptions, width: number, ink: Paint): string {
  const parts = [heading(deployment, ink)]
  const shown = visible(deployment, options)
  if (options.command !== 'map') parts.push(...shown.map((finding) => findingLines(finding, width, ink)))
  const accepted = options.command !== 'map' ? acceptedLines(deployment, width, ink) : undefined
  if (accepted !== undefined) parts.push(accepted)
  const fixed = fixedLines(deployment, width, ink)
  if (fixed !== undefined) parts.push(fixed)
  const answers = answerLines(deployment, options.all, width, ink)
  if (answers !== undefined) parts.push(answers)
  const drift = driftLines(deployment, width, ink)
  if (drift !== undefined) parts.push(drift)
  const reach = reachTable(deployment, options.all, width, ink)
  if (reach !== undefined) parts.push(reach)
  if (deployment.channels.length > 0) parts.push(connectionTable(deployment, ink))
  if (options.command === 'map' && deployment.components.length > 0) parts.push(componentLines(deployment, width, ink))
  const gaps = gapLines(deployment.inputs, width, ink)
  if (gaps !== undefined) parts.push(gaps)
  parts.push(`  ${summaryLine(deployment, shown.length, options)}`)
  return parts.join('\n\n')
}

function heading(deployment: DeploymentReport, ink: Paint): string {
  const { components, channels, imported } = deployment
  if (imported !== undefined) {
    const tool = printable([imported.name, imported.version].filter((each) => each !== null).join(' '))
    return `${ink.bold(printable(deployment.name))}  ${ink.dim(`${count(deployment.findings.length, 'finding')} of ${tool}`)}`
  }
  const files = deployment.inputs.filter((input) => input.as === 'compose').map((input) => input.file)
  return `${ink.bold(printable(deployment.name))}  ${ink.dim(`${files.length === 0 ? '' : `${printable(list(files))}: `}${count(components.length, 'component')}, ${count(channels.length, 'connection')}`)}`
}

function visible(deployment: DeploymentReport, options: RenderOptions): readonly Finding[] {
  return deployment.findings.filter(
    ({ verdict, severity }) => verdict !== 'waived' && (options.all || (verdict === 'fail' && atLeast(severity, 'medium'))),
  )
}

function findingLines(finding: Finding, width: number, ink: Paint): string {
  const label = finding.verdict === 'unknown' ? 'unknown' : finding.severity
  const indent = ' '.repeat(margin)
  const title = printable(finding.title) + (finding.baseline === 'new' ? ' (new)' : '')
  const origin = printable([finding.control, ...finding.requirements].join(' '))
  const fits = margin + title.length + 2 + origin.length <= width
  const lines = [`  ${ink.severity(label, label.toUpperCase().padEnd(severityWidth))}  ${ink.bold(title)}${fits ? `  ${ink.dim(origin)}` : ''}`]
  if (!fits) lines.push(...wrap(origin, width - margin).map((line) => indent + ink.dim(line)))
  for (const line of wrap(finding.message, width - margin)) lines.push(indent + line)
  lines.push(...wrap(places(finding), width - margin).map((line) => indent + ink.place(line)))
  for (const [index, line] of wrap(finding.fix, width - margin - 5).entries()) {
    if (finding.fix !== '') lines.push(`${indent}${index === 0 ? ink.fix('fix: ') : '     '}${line}`)
  }
  return lines.join('\n')
}

const placesShown = 6

function places({ locations }: Finding): string {
  const shown = locations
    .slice(0, placesShown)
    .map(({ file, line }, index) => (index > 0 && locations[index - 1]?.file === file ? `:${line}` : `${file}:${line}`))
  const rest = locations.length - shown.length
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function componentLines({ components }: DeploymentReport, width: number, ink: Paint): string {
  const table = components.map((component) => [component.id, productOf(component), `[${component.zones.join(', ')}]`].map(printable))
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column]!.length)))
  const indent = 2 + widths.reduce((sum, each) => sum + each + 2, 0)
  const rows = components.flatMap((component, index) => {
    const [id = '', product = '', zones = ''] = table[index]!.map((cell, column) => cell.padEnd(widths[column]!))
    const doors = component.listeners.map((listener) => `${listener.port}/${listener.protocol} ${listener.exposure}`).join(', ')
    const [first, ...more] = wrap(doors, Math.max(24, width - indent))
    const head = `  ${id}  ${product}  `
    return [
      first === undefined ? head + ink.dim(zones.trimEnd()) : `${head}${ink.dim(zones)}  ${first}`,
      ...more.map((line) => ' '.repeat(indent) + line),
    ]
  })
  return [`  ${ink.bold('Components')}`, ...rows].join('\n')
}

function productOf({ technology, version }: ComponentReport): string {
  return technology === 'unknown' ? 'not recognised' : technology + (version === null ? '' : ` ${version}`)
}

/** What somebody accepts stays in sight, in two lines each: what and where, who and why. */
function acceptedLines({ findings }: DeploymentReport, width: number, ink: Paint): string | undefined {
  const lines = findings.flatMap((finding) => {
    const { waiver, severity, title, control, subject, locations } = finding
    if (waiver === undefined) return []
    const [place] = locations
    const what = `${title}: ${subject.id}, ${control}${place === undefined ? '' : `, ${place.file}:${place.line}`}`
    const who = `${waiver.owner} accepts it until ${waiver.until} (${waiver.file}:${waiver.line}): ${waiver.reason}`
    const indent = ' '.repeat(margin)
    const [first = '', ...more] = wrap(what, width - margin)
    return [
      `  ${severity.toUpperCase().padEnd(severityWidth)}  ${first}`,
      ...[...more, ...wrap(who, width - margin)].map((line) => indent + ink.dim(line)),
    ]
  })
  return lines.length === 0 ? undefined : [`  ${ink.bold('Accepted')}`, ...lines].join('\n')
}

function fixedLines({ fixed = [] }: DeploymentReport, width: number, ink: Paint): string | undefined {
  if (fixed.length === 0) return undefined
  const lines = fixed.flatMap(({ severity, title, subject, control }) =>
    wrap(`${severity.toUpperCase().padEnd(severityWidth)}  ${title}: ${subject.id}, ${control}`, width - 2).map((line) => `  ${line}`),
  )
  return [`  ${ink.bold('Fixed since the baseline')}`, ...lines].join('\n')
}

function summaryLine({ summary, inputs, findings }: DeploymentReport, shown: number, options: RenderOptions): string {
  const gaps = inputs.reduce((sum, input) => sum + input.gaps.length, 0)
  const open = `${count(summary.unknown, 'unknown verdict')}, ${count(gaps, 'gap')}`
  if (options.command === 'map') return count(gaps, 'gap')
  const { critical, high, medium, low, info } = summary
  const hidden = findings.length - summary.waived - shown
  const more = options.all || hidden === 0 ? '' : ' (--all shows them)'
  const accepted = summary.waived === 0 ? '' : `, ${summary.waived} accepted`
  return `${critical} critical, ${high} high, ${medium} medium; ${low} low, ${info} info${more}; ${open}${accepted}${change(summary)}`
}

function change({ new: added, fixed }: Summary): string {
  return added === undefined || fixed === undefined ? '' : `; ${added} new, ${fixed} fixed`
}

/** One closing line over everything, when there was more than one deployment. What other tools found is not added to what we found. */
function total(report: Report, options: RenderOptions, ink: Paint): readonly string[] {
  const own = report.deployments.filter(({ imported }) => imported === undefined)
  if (own.length < 2 || options.command === 'map') return []
  const sum = (pick: (deployment: DeploymentReport) => number) => own.reduce((value, deployment) => value + pick(deployment), 0)
  const gaps = sum((deployment) => deployment.inputs.reduce((value, input) => value + input.gaps.length, 0))
  const worst = `${sum(({ summary }) => summary.critical)} critical, ${sum(({ summary }) => summary.high)} high, ${sum(({ summary }) => summary.medium)} medium`
  const open = `${count(
    sum(({ summary }) => summary.unknown),
    'unknown verdict',
  )}, ${count(gaps, 'gap')}`
  return [ink.bold(`${count(own.length, 'deployment')}: ${worst}; ${open}`)]
}
