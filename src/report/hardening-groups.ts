import { grouped } from '../model/grouped.ts'
import type { DeploymentHardening, Measure, OpenFinding } from '../model/hardening.ts'
import type { OpenReason, Phase } from '../model/remedy.ts'
import type { Location } from '../model/report.ts'
import { severities } from '../model/severity.ts'
import { list } from './words.ts'

/** Measures that do the same for many components, as one. */
export interface MeasureGroup {
  /** From 1, over the whole plan. */
  readonly number: number
  readonly title: string
  readonly remedy: string
  readonly ids: readonly string[]
  readonly controls: readonly string[]
  readonly requirements: readonly string[]
  readonly places: readonly Location[]
  readonly files: readonly string[]
  readonly notes: readonly string[]
  /** Who changes in which phase; empty where all of it is one step. */
  readonly phases: readonly (readonly [phase: Phase, components: readonly string[]])[]
}

/** What may break, said once, and the numbers of the groups that may break it. */
export interface Risk {
  readonly text: string
  readonly numbers: readonly number[]
}

export interface OpenGroup {
  readonly finding: OpenFinding['finding']
  readonly subjects: readonly string[]
  readonly reason: OpenReason
  readonly why: string
}

export const reasonWords: Readonly<Record<OpenReason, string>> = {
  'product-cannot': 'the product cannot',
  'file-cannot': 'the file cannot be changed',
  'not-in-files': 'it is not decided in these files',
  'other-end': "the other end is somebody else's",
  'would-break': 'it would break something',
  'needs-person': 'only a person knows',
  'no-remedy': 'no remedy',
  'no-effect': 'the change had no effect',
}

export const phaseWords: Readonly<Record<Phase, string>> = {
  accept: 'servers take both, old and new',
  switch: 'clients change',
  close: 'servers refuse the old',
}

export function groupMeasures(
  { measures }: DeploymentHardening,
  first = 1,
): { readonly groups: readonly MeasureGroup[]; readonly risks: readonly Risk[] } {
  const alike = groupedBy(measures, (measure) =>
    [measure.remedy, generic(measure.title, measure).text, measure.steps.map(({ phase }) => phase).join()].join('\0'),
  )
  const groups = alike.map((some, index) => group(some, first + index))
  const told = alike.flatMap((some, index) =>
    some.flatMap((measure) => measure.risks.map((text) => ({ text, measure, number: first + index, key: generic(text, measure).text }))),
  )
  const risks = groupedBy(told, ({ key }) => key).map((same) => ({
    text: together(same.map(({ text, measure }) => [text, measure])),
    numbers: unique(same.map(({ number }) => number)),
  }))
  return { groups, risks }
}

/** The gravest first; what is open for the same reason at many places is one. */
export function groupOpen(open: readonly OpenFinding[]): readonly OpenGroup[] {
  const sorted = open.toSorted((one, other) => severities.indexOf(one.finding.severity) - severities.indexOf(other.finding.severity))
  return groupedBy(sorted, ({ finding, reason, why }) => [finding.severity, finding.control, finding.title, reason, why].join('\0')).map((same) => {
    const { finding, reason, why } = same[0]!
    return { finding, reason, why, subjects: unique(same.map((each) => each.finding.subject.id)) }
  })
}

function group(same: readonly Measure[], number: number): MeasureGroup {
  const steps = same.flatMap((measure) => measure.steps)
  const phases = [...groupedBy(steps, ({ phase }) => phase)].map((each) => [each[0]!.phase, unique(each.map(({ component }) => component))] as const)
  return {
    number,
    title: together(same.map((measure) => [measure.title, measure])),
    remedy: same[0]!.remedy,
    ids: same.map(({ id }) => id),
    controls: unique(same.flatMap(({ controls }) => controls)).toSorted(),
    requirements: unique(same.flatMap(({ requirements }) => requirements)).toSorted(),
    places: same
      .flatMap(({ places }) => places)
      .filter(({ file, line }, at, all) => all.findIndex((each) => each.file === file && each.line === line) === at),
    files: unique(same.flatMap(({ files }) => files)).toSorted(),
    notes: unique(same.flatMap(({ notes }) => notes)),
    phases: phases.length > 1 ? phases : [],
  }
}

/** Stands for the name of a component; no sentence has it. */
const blank = '\u0001'

/** A sentence without the component that it is about, and that component, as it is named: `redis`, `redis:6379`, `redis port 6379`. */
function generic(text: string, { steps }: Measure): { readonly text: string; readonly name: string | undefined } {
  for (const { component } of steps) {
    const named = new RegExp(`(?<![\\w.-])${component.replace(/[^\w]/g, '\\$&')}(?![\\w.-])(?::\\d+(?!\\d)| port \\d+)?`, 'g')
    const names = unique([...text.matchAll(named)].map(([name]) => name))
    if (names.length === 1) return { text: text.replaceAll(named, blank), name: names[0] }
  }
  return { text, name: undefined }
}

/** Sentences that differ in their component alone, as one sentence about all of them. */
function together(same: readonly (readonly [text: string, measure: Measure])[]): string {
  const each = same.map(([text, measure]) => generic(text, measure))
  const names = unique(each.flatMap(({ name }) => name ?? []))
  const text = names.length > 1 ? each[0]!.text.replace(`${blank} is `, `${blank} are `) : each[0]!.text
  return text.replaceAll(blank, () => list(names))
}

function groupedBy<T>(all: readonly T[], key: (each: T) => string): readonly (readonly T[])[] {
  return [...grouped(all, key).values()]
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)]
}

/** Numbers in a row as a range: `1-3, 7`. */
export function ranges(numbers: readonly number[]): string {
  const sorted = numbers.toSorted((one, other) => one - other)
  const runs: [number, number][] = []
  for (const number of sorted) {
    const last = runs.at(-1)
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}

/** `compose.yaml:5, 12, .env`: lines of one file stand together, files without a line behind. */
export function placeWords(places: readonly Location[], files: readonly string[]): string {
  const byFile = groupedBy(places, ({ file }) => file).map((same) => `${same[0]!.file}:${unique(same.map(({ line }) => line)).join(', ')}`)
  const named = new Set(places.map(({ file }) => file))
  return [...byFile, ...files.filter((file) => !named.has(file))].join('; ')
}

/** Changed lines of a unified diff, without its head. */
export function changedLines(diff: string): number {
  return diff.split('\n').filter((line) => /^[+-](?!\+\+ |-- )/.test(line)).length
}
