import type { DeploymentHardening, FileChange } from '../model/hardening.ts'
import type { HardeningRender, HardeningRenderOptions } from '../model/render.ts'
import type { Finding } from '../model/report.ts'
import { atLeast } from '../model/severity.ts'
import type { MeasureGroup, OpenGroup, Risk } from './hardening-groups.ts'
import { changedLines, groupMeasures, groupOpen, phaseWords, placeWords, ranges, reasonWords } from './hardening-groups.ts'
import { gapLines } from './gap-lines.ts'
import type { Paint } from './paint.ts'
import { paint } from './paint.ts'
import { count, list, printable, wrap } from './words.ts'

/** Changed lines: a plan that has no more is shown with them. */
const short = 40

/** The plan for a terminal: what is done and why, what may break, what stays open, and the changes where they are few or asked for. */
export const hardeningText: HardeningRender = (hardening, options) => {
  const ink = paint(options.colour)
  const width = Math.max(60, Math.min(options.columns, 120))
  const page: Page = { ink, width, all: options.all }
  let first = 1
  const blocks = hardening.deployments.map((deployment) => {
    const { groups, risks } = groupMeasures(deployment, first)
    first += groups.length
    return block(deployment, groups, risks, page)
  })
  return `${[...blocks, ...filesBlock(hardening.files, options, page), wrap(lastLine(hardening.files, options), width).join('\n')].join('\n\n')}\n`
}

interface Page {
  readonly ink: Paint
  readonly width: number
  readonly all: boolean
}

function block(deployment: DeploymentHardening, groups: readonly MeasureGroup[], risks: readonly Risk[], page: Page): string {
  const { name, closed, open, added, inputs } = deployment
  const { ink, width, all } = page
  const shown = groupOpen(open.filter(({ finding }) => all || atLeast(finding.severity, 'medium')))
  const hidden = open.length - shown.reduce((sum, { subjects }) => sum + subjects.length, 0)
  const counts = `${bySeverity(closed)} closed, ${bySeverity(open.map(({ finding }) => finding))} left open`
  const isNarrow = name.length + 2 + counts.length > width
  const told = isNarrow ? wrap(counts, width - 2).map((line) => `\n  ${ink.dim(line)}`) : [`  ${ink.dim(counts)}`]
  const heading = `${ink.bold(printable(name))}${told.join('')}`
  const gaps = gapLines(inputs, width, ink)
  return [
    heading,
    ...groups.map((group) => measureLines(group, page)),
    ...(risks.length === 0 ? [] : [[`  ${ink.bold('What may break')}`, ...risks.flatMap((risk) => riskLines(risk, width))].join('\n')]),
    ...(shown.length === 0 ? [] : [`  ${ink.bold('Left open')}`, ...shown.map((each) => openLines(each, page))]),
    ...(hidden === 0 ? [] : [`  ${ink.dim(`${hidden} more below medium are left open: --all shows them`)}`]),
    ...(added.length === 0
      ? []
      : [
          [
            `  ${ink.bold('New')}`,
            ...added.flatMap((finding) => hanging(`  ${label(finding, ink)}  `, 12, `${finding.title}: ${finding.subject.id}`, width)),
          ].join('\n'),
        ]),
    ...(gaps === undefined ? [] : [gaps]),
  ].join('\n\n')
}

function bySeverity(findings: readonly Finding[]): string {
  const grave = findings.filter(({ severity }) => atLeast(severity, 'high')).length
  return `${count(findings.length, 'finding')}${grave === 0 ? '' : ` (${grave} high or critical)`}`
}

function measureLines({ number, title, controls, requirements, places, files, notes, phases }: MeasureGroup, { ink, width }: Page): string {
  const head = `${number}.`.padStart(5)
  const why = [...controls, ...requirements]
  const rows: readonly (readonly [string, string])[] = [
    ['at', placeWords(places, files)],
    ['why', why.join(', ')],
    ...phases.map(([phase, components], at) => ['order', `${at + 1}. ${phaseWords[phase]}: ${list(components)}`] as const),
    ...notes.map((note) => ['note', note] as const),
  ]
  const [first = '', ...rest] = wrap(title, width - 6)
  return [
    `${ink.fix(head)} ${ink.bold(first)}`,
    ...rest.map((line) => `      ${ink.bold(line)}`),
    ...rows.flatMap(([name, words]) => (words === '' ? [] : hanging(`      ${ink.dim(name.padEnd(5))} `, 12, words, width))),
  ].join('\n')
}

function riskLines({ text, numbers }: Risk, width: number): readonly string[] {
  return hanging('    - ', 6, `${text} (${ranges(numbers)})`, width)
}

function openLines({ finding, subjects, reason, why }: OpenGroup, { ink, width }: Page): string {
  return [
    ...hanging(`  ${label(finding, ink)}  `, 12, `${finding.title}: ${subjects.join(', ')}`, width),
    ...hanging(' '.repeat(12), 12, `${reasonWords[reason]}: ${why}`, width),
    `            ${ink.dim(finding.control)}`,
  ].join('\n')
}

/** Text behind a head of so many columns, its further lines below its first. */
function hanging(head: string, columns: number, text: string, width: number): readonly string[] {
  return wrap(text, Math.max(30, width - columns)).map((line, at) => (at === 0 ? head : ' '.repeat(columns)) + line)
}

function label({ severity }: Finding, ink: Paint): string {
  return ink.severity(severity, severity.toUpperCase().padEnd(8))
}

function filesBlock(files: readonly FileChange[], { diff }: HardeningRenderOptions, { ink }: Page): readonly string[] {
  if (files.length === 0) return []
  const lines = files.reduce((sum, file) => sum + changedLines(file.diff), 0)
  const isShown = diff || lines <= short
  const heads = files.map((file) => `  ${fileHead(file, ink)}`)
  if (!isShown) return [[ink.bold('Files'), ...heads, `  ${ink.dim(`--diff shows the ${lines} lines that change`)}`].join('\n')]
  return [ink.bold('Files'), ...files.map((file) => [fileHead(file, ink), ...diffLines(file, ink)].join('\n'))]
}

function fileHead({ file, is, isSecret, mode, diff }: FileChange, ink: Paint): string {
  const lines = changedLines(diff)
  const words = [is, mode, isSecret ? 'secret, not shown' : null, lines === 0 ? null : count(lines, 'line')]
  return `${ink.place(printable(file))}  ${ink.dim(words.filter((each) => each !== null).join(', '))}`
}

function diffLines({ diff }: FileChange, ink: Paint): readonly string[] {
  const lines = diff.split('\n').slice(2)
  return lines.filter((line) => line !== '').map((line) => `  ${painted(printable(line), ink)}`)
}

function painted(line: string, ink: Paint): string {
  if (line.startsWith('+')) return ink.state('locked', line)
  if (line.startsWith('-')) return ink.state('open', line)
  return line.startsWith('@@') ? ink.dim(line) : line
}

function lastLine(files: readonly FileChange[], { end }: HardeningRenderOptions): string {
  if (files.length === 0) return 'Nothing is to be changed.'
  if (end === 'applying') return `${count(files.length, 'file')} to be changed.`
  if (end === 'written') return `${count(files.length, 'file')} of the copy ${files.length === 1 ? 'is' : 'are'} changed or new.`
  if (end === 'changed') return `${count(files.length, 'file')} ${files.length === 1 ? 'was' : 'were'} changed or made.`
  return `Nothing was written. ${count(files.length, 'file')} would change: --write DIR writes a copy with the changes.`
}
