import type { Control } from '../model/control.ts'
import type { Guide } from '../model/guide.ts'

/** The page of a control, as `ringwall explain` prints it and as docs/controls/ keeps it. */
export function controlPage(control: Control, requirementIds: readonly string[]): string {
  const { why, how, falsePositives, fix, references } = control.documentation
  const sections = [
    section('Why', why),
    section('How it is decided', how),
    section('False positives', falsePositives),
    section('Fix', fix),
    ...(references.length === 0 ? [] : [section('References', references.map((reference) => `- ${reference}`).join('\n'))]),
    ...(requirementIds.length === 0 ? [] : [section('Guide requirements', requirementIds.join(', '))]),
  ]
  return [`# ${control.id}`, `${capital(control.title)}. Judged for each ${control.subject}.`, ...sections].join('\n\n') + '\n'
}

/** The page of what another tool found: we know its name, and where to ask. */
export function importPage(id: string): string {
  const [, tool = '', ...rule] = id.split('/')
  const sections = [
    section('Why', `This finding is not ours: ${tool} found it, and --import took it into the report. Ask ${tool} about its rule ${rule.join('/')}.`),
    section('How it is decided', `By ${tool}. Its severity is mapped to ours; a severity that it does not know counts as medium.`),
    section('False positives', `Waive it as one of ours, under the control ${id}, or suppress it in ${tool}.`),
  ]
  return [`# ${id}`, 'Found by another tool.', ...sections].join('\n\n') + '\n'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text.trim()}`
}

/** Ids of the guide rows that a control answers, sorted, each once. */
export function requirementIdsOf(control: Control, guides: readonly Guide[]): readonly string[] {
  const rows = guides.flatMap((guide) => guide.requirements)
  const ids = rows.filter((row) => row.answeredBy.some((selector) => selector.control === control.id)).map((row) => row.id)
  return [...new Set(ids)].sort()
}

/** The list of all controls: docs/controls/README.md. */
export function controlIndex(controls: readonly Control[]): string {
  const rows = controls.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, title }) => `| [${id}](${id}.md) | ${title} |`)
  return (
    [
      '# Controls',
      `${controls.length} controls. \`ringwall explain CONTROL\` prints the same pages.`,
      ['| control | what should be so |', '|---|---|', ...rows].join('\n'),
    ].join('\n\n') + '\n'
  )
}
