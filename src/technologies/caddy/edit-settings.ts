import type { Edited } from '../../model/change.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import { channelsTo } from '../../model/lookup.ts'
import type { WantSetting } from '../../model/want.ts'
import { at, changesFor, indentOf, isOpening } from './edit-text.ts'
import { configurationOf } from './read.ts'

/** How the line that says it is changed, by key (Caddy 2.6, "Caddyfile directives" and "Global options"). */
const ways: Readonly<Record<string, (line: string) => readonly string[]>> = {
  'file_server browse': (line) => [line.replace(/[ \t]+browse\b/, '')],
  'tls protocols': (line) => [line.replace(/\bprotocols\b.*$/, 'protocols tls1.2 tls1.3')],
  log_credentials: () => [],
  debug: () => [],
  admin: (line) => [line.replace(/\badmin[ \t]+\S+/, 'admin localhost:2019')],
}

/** Settings of one concern: all places where they are not as they should be, at once. */
export function editSetting({ key, value, concern }: WantSetting, component: Component, deployment: Deployment): Edited {
  const seen = component.observations.filter((each) => each.verdict === 'unsafe' && each.concern === concern && each.key === key)
  const places = seen.flatMap(({ trail }) => trail.slice(0, 1))
  const isMeant = (file: string, line: number): boolean => places.some((place) => place.file === file && place.line === line)
  const { sites } = configurationOf(component.input, [])
  if (key === 'Strict-Transport-Security') {
    const homes = sites.filter((site) => isMeant(site.at.file, site.at.line))
    // behind the line that opens the site; without braces, behind its address
    return changesFor(
      homes.map(({ path, at: place }) =>
        at(path, place, (line) => [line, `${isOpening(line) ? indentOf(line).inner : ''}header Strict-Transport-Security "${value}"`]),
      ),
    )
  }
  const way = ways[key]
  if (way === undefined) return { cannot: `how ${key} of Caddy is changed is not known here`, reason: 'no-remedy' }
  const caller = key === 'admin' ? channelsTo(deployment, component.id).find(({ port }) => port === seen[0]?.port) : undefined
  if (caller !== undefined)
    return { cannot: `${caller.from} asks Caddy at its admin address: give it a metrics directive of its own`, reason: 'would-break' }
  const lines = sites.flatMap((site) => site.lines.filter((line) => isMeant(line.at.file, line.at.line)))
  // a snippet that is imported twice is one text
  const unique = [...new Map(lines.map((line) => [`${line.path}:${line.at.line}`, line])).values()]
  if (unique.length === 0) return { cannot: `${key} is not found where it was`, reason: 'file-cannot' }
  return changesFor(unique.map(({ path, at: place }) => at(path, place, way)))
}
