import type { DeploymentHardening, FileChange, Measure, OpenFinding } from '../model/hardening.ts'
import type { HardeningRender, HardeningRenderOptions } from '../model/render.ts'
import type { OpenReason } from '../model/remedy.ts'
import type { Finding } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import type { Paint } from './paint.ts'
import { paint } from './paint.ts'
import { count, printable, wrap } from './words.ts'

/** The plan for a terminal: what is done and why, the changes line by line, and what stays open. */
export const hardeningText: HardeningRender = (hardening, options) => {
  const ink = paint(options.colour)
  const width = Math.max(60, Math.min(options.columns, 120))
  const blocks = hardening.deployments.map((deployment) => block(deployment, options, width, ink))
  const files = hardening.files.map((file) => fileLines(file, options, ink))
  return `${[...blocks, ...(files.length === 0 ? [] : [ink.bold('Files'), ...files]), lastLine(hardening.files, options)].join('\n\n')}\n`
}

function block(deployment: DeploymentHardening, { all }: HardeningRenderOptions, width: number, ink: Paint): string {
  const { name, measures, closed, open, added } = deployment
  const shown = open.filter(({ finding }) => all || atLeast(finding.severity, 'medium'))
  const heading = `${ink.bold(printable(name))}  ${ink.dim(`${count(measures.length, 'measure')}: ${bySeverity(closed)} closed, ${bySeverity(open.map(({ finding }) => finding))} left open`)}`
  return [
    heading,
    ...measures.map((measure) => measureLines(measure, closed, width, ink)),
    ...(shown.length === 0 ? [] : [`  ${ink.bold('Left open')}`, ...shown.map((each) => openLines(each, width, ink))]),
    ...(added.length === 0
      ? []
      : [
          `  ${ink.bold('New')}`,
          ...added.map((finding) => `  ${label(finding, ink)}  ${printable(finding.title)}: ${printable(finding.subject.id)}`),
        ]),
  ].join('\n\n')
}

function bySeverity(findings: readonly Finding[]): string {
  const grave = findings.filter(({ severity }) => atLeast(severity, 'high')).length
  return `${count(findings.length, 'finding')}${grave === 0 ? '' : ` (${grave} high or critical)`}`
}

function measureLines({ title, remedy, closes, requirements, risks, notes }: Measure, closed: readonly Finding[], width: number, ink: Paint): string {
  const why = closed.filter(({ id }) => closes.includes(id)).map(({ control }) => control)
  return [
    `  ${ink.fix('+')} ${ink.bold(printable(title))}  ${ink.dim(printable([remedy, ...requirements].join(' ')))}`,
    ...(why.length === 0 ? [] : [`    ${ink.dim(`closes ${[...new Set(why)].join(', ')}`)}`]),
    ...risks.flatMap((risk) => wrap(`may break: ${risk}`, width - 4).map((line) => `    ${line}`)),
    ...notes.flatMap((note) => wrap(`note: ${note}`, width - 4).map((line) => `    ${line}`)),
  ].join('\n')
}

const reasons: Readonly<Record<OpenReason, string>> = {
  'product-cannot': 'the product cannot',
  'file-cannot': 'the file cannot be changed',
  'not-in-files': 'it is not decided in these files',
  'other-end': "the other end is somebody else's",
  'would-break': 'it would break something',
  'needs-person': 'only a person knows',
  'no-remedy': 'no remedy',
  'no-effect': 'the change had no effect',
}

function openLines({ finding, reason, why }: OpenFinding, width: number, ink: Paint): string {
  return [
    `  ${label(finding, ink)}  ${printable(finding.title)}: ${printable(finding.subject.id)}  ${ink.dim(finding.control)}`,
    ...wrap(`${reasons[reason]}: ${why}`, width - 12).map((line) => `            ${line}`),
  ].join('\n')
}

function label({ severity }: Finding, ink: Paint): string {
  return ink.severity(severity, severity.toUpperCase().padEnd(8))
}

function fileLines({ file, is, isSecret, mode, diff }: FileChange, _options: HardeningRenderOptions, ink: Paint): string {
  const head = `${ink.place(printable(file))}  ${ink.dim([is, mode, isSecret ? 'secret, not shown' : null].filter((each) => each !== null).join(', '))}`
  const lines = diff.split('\n').slice(2)
  return [head, ...lines.filter((line) => line !== '').map((line) => `  ${painted(printable(line), ink)}`)].join('\n')
}

function painted(line: string, ink: Paint): string {
  if (line.startsWith('+')) return ink.state('locked', line)
  if (line.startsWith('-')) return ink.state('open', line)
  return line.startsWith('@@') ? ink.dim(line) : line
}

function lastLine(files: readonly FileChange[], { end }: HardeningRenderOptions): string {
  if (files.length === 0) return 'Nothing is to be changed.'
  if (end === 'written') return `${count(files.length, 'file')} written.`
  return `Nothing was written. ${count(files.length, 'file')} would change: --write DIR writes a copy with the changes.`
}
