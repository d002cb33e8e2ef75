import type { DeploymentHardening, FileChange } from '../model/hardening.ts'
import type { HardeningRender } from '../model/render.ts'
import type { MeasureGroup, OpenGroup } from './hardening-groups.ts'
import { markdownGaps } from './markdown-gaps.ts'
import { changedLines, groupMeasures, groupOpen, phaseWords, placeWords, ranges, reasonWords } from './hardening-groups.ts'
import { cellSpan, markdownTable, prose, span } from './markdown-text.ts'
import { count, list, printable } from './words.ts'

/** The plan as a document for a ticket or a pull request: everything that the text has, with all changed lines. */
export const hardeningMarkdown: HardeningRender = ({ deployments, files }) => {
  let first = 1
  const sections = deployments.map((deployment) => {
    const section = deploymentSection(deployment, first)
    first += groupMeasures(deployment, first).groups.length
    return section
  })
  return `${['# Ringwall: plan of hardening', ...sections, filesSection(files)].filter((each) => each !== '').join('\n\n')}\n`
}

function deploymentSection(deployment: DeploymentHardening, first: number): string {
  const { name, closed, open, added, inputs } = deployment
  const { groups, risks } = groupMeasures(deployment, first)
  return [
    `## ${prose(name)}`,
    `${count(closed.length, 'finding')} closed, ${open.length} left open, ${added.length} new.`,
    ...groups.map(measure),
    ...(risks.length === 0 ? [] : ['### What may break', risks.map(({ text, numbers }) => `- ${prose(text)} (${ranges(numbers)})`).join('\n')]),
    ...(open.length === 0 ? [] : ['### Left open', openTable(groupOpen(open))]),
    ...(added.length === 0
      ? []
      : ['### New', added.map(({ title, severity, subject }) => `- ${severity}: ${prose(title)}: ${span(subject.id)}`).join('\n')]),
    ...markdownGaps(inputs),
  ].join('\n\n')
}

function measure({ number, title, places, files, controls, requirements, phases, notes }: MeasureGroup): string {
  return [
    `### ${number}. ${prose(title)}`,
    '',
    ...(places.length + files.length === 0 ? [] : [`- at ${span(placeWords(places, files))}`]),
    ...(controls.length === 0 ? [] : [`- closes ${controls.map(span).join(', ')}`]),
    ...(requirements.length === 0 ? [] : [`- guide rows ${requirements.map(span).join(', ')}`]),
    ...phases.map(([phase, components], at) => `- step ${at + 1}, ${phaseWords[phase]}: ${list(components.map(span))}`),
    ...notes.map((note) => `- note: ${prose(note)}`),
  ].join('\n')
}

function openTable(open: readonly OpenGroup[]): string {
  const rows = open.map(({ finding, subjects, reason, why }) => [
    finding.severity,
    `${prose(finding.title)} (${cellSpan(finding.control)})`,
    subjects.map(cellSpan).join(', '),
    `${reasonWords[reason]}: ${prose(why)}`,
  ])
  return markdownTable(['severity', 'finding', 'at', 'why it stays'], rows)
}

function filesSection(files: readonly FileChange[]): string {
  if (files.length === 0) return 'Nothing is to be changed.'
  return ['## Files', ...files.map(fileBlock)].join('\n\n')
}

function fileBlock({ file, is, mode, isSecret, diff }: FileChange): string {
  const words = [is, mode, isSecret ? 'secret, not shown' : null, isSecret ? null : count(changedLines(diff), 'line')]
  const head = `### ${span(file)}\n\n${words.filter((each) => each !== null).join(', ')}`
  if (diff === '') return head
  const shown = diff.split('\n').map(printable).join('\n').trimEnd()
  const fence = '`'.repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return `${head}\n\n${fence}diff\n${shown}\n${fence}`
}
