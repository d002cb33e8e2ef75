import { grouped } from '../model/grouped.ts'
import type { ChannelReport, ComponentReport, DeploymentReport, Finding } from '../model/report.ts'

export interface Numbered<T> {
  readonly value: T
  /** Its place in the report's list: links lead there. */
  readonly index: number
}

/** What belongs to what, sorted out once for a deployment: a page of ten thousand components asks for each. */
export interface Near {
  readonly channels: ReadonlyMap<string, readonly Numbered<ChannelReport>[]>
  readonly stores: ReadonlyMap<string, readonly string[]>
  readonly findings: ReadonlyMap<string, readonly Numbered<Finding>[]>
}

export function nearOf({ channels, stores, findings }: DeploymentReport): Near {
  const links = channels.flatMap((value, index) => endsOf(value).map((end) => ({ end, link: { value, index } })))
  const about = findings.map((value, index) => ({ value, index }))
  return {
    channels: mapped(
      grouped(links, ({ end }) => end),
      ({ link }) => link,
    ),
    stores: mapped(
      grouped(stores, (store) => store.component),
      (store) => store.id,
    ),
    findings: grouped(about, ({ value }) => keyOf(value)),
  }
}

/** Findings on a channel. One that holds for several names one of them: the others go to the same server and are written on the same lines. */
export function onChannel(near: Near, channel: ChannelReport): readonly Numbered<Finding>[] {
  const same = near.findings.get(`channel ${serverPart(channel.id)}`) ?? []
  return same.filter(({ value: { subject, occurrences, locations } }) => {
    if (subject.id === channel.id) return true
    return occurrences > 1 && locations.some(({ file, line }) => channel.evidence.some((place) => place.file === file && place.line === line))
  })
}

/** Findings on the component itself, its listeners and its stores, the worst first. */
export function onComponent(near: Near, component: ComponentReport): readonly Numbered<Finding>[] {
  const subjects = [
    `component ${component.id}`,
    ...component.listeners.map(({ port }) => `listener ${component.id}:${port}`),
    ...(near.stores.get(component.id) ?? []).map((id) => `store ${id}`),
  ]
  return subjects.flatMap((subject) => near.findings.get(subject) ?? []).toSorted((one, other) => one.index - other.index)
}

function endsOf({ from, to }: ChannelReport): readonly string[] {
  return 'component' in to && to.component !== from ? [from, to.component] : [from]
}

/** Findings on channels are kept by the server that they lead to. */
function keyOf({ subject }: Finding): string {
  return `${subject.type} ${subject.type === 'channel' ? serverPart(subject.id) : subject.id}`
}

function serverPart(id: string): string {
  return id.slice(id.lastIndexOf('->') + 2)
}

function mapped<T, R>(groups: ReadonlyMap<string, readonly T[]>, change: (value: T) => R): ReadonlyMap<string, readonly R[]> {
  return new Map([...groups].map(([key, values]) => [key, values.map(change)]))
}
