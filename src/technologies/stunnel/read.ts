import { textLines } from '../../formats/key-value.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading, SecretReading } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { merged } from '../../settings/merged.ts'
import { connectionsOf, listenersOf } from './ends.ts'
import { deadKeys, observations } from './policy.ts'
import type { Configuration, Service } from './services.ts'
import { configurationOf, every, last } from './services.ts'

const folder = '/etc/stunnel'

/** stunnel 5.68: a file that is named, else all of /etc/stunnel, each of which is a program of its own on Debian. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const configurations = filesOf(input).flatMap((path) => configurationOf(input, path, gaps) ?? [])
  const services = configurations.flatMap((one) => one.services)
  if (services.length === 0) gaps.push({ why: `${input.id}: what stunnel carries is not known: no configuration was found`, place: input.at })
  for (const service of services) touchKeys(input, service)
  return {
    listeners: services.flatMap((service) => listenersOf(service, gaps)),
    connections: services.flatMap((service) => connectionsOf(service, gaps)),
    secrets: sharedKeys(input, services),
    observations: merged(services.flatMap(observations)),
    deadKeys: services.flatMap(deadKeys),
    image: configurations.some(drops) ? { runsAs: 'drops', healthcheck: false } : { healthcheck: false },
    gaps,
  }
}

function filesOf(input: ComponentInput): readonly string[] {
  const words = commandLine(input).map(({ value }) => value)
  const start = words.findLastIndex((word) => /(?:^|\/)stunnel[345]?$/.test(word))
  const named = start === -1 ? undefined : words.slice(start + 1).find((word) => !word.startsWith('-'))
  if (named !== undefined) return [named]
  const beside = input
    .list(folder)
    .filter((name) => name.endsWith('.conf'))
    .toSorted()
  return beside.length === 0 ? [`${folder}/stunnel.conf`, '/usr/local/etc/stunnel/stunnel.conf'] : beside.map((name) => `${folder}/${name}`)
}

/** Private keys that no listener names are looked at too: who may read them is known then. */
function touchKeys(input: ComponentInput, { options }: Service): void {
  for (const { value } of every(options, 'key', 'cert')) input.open(value)
}

/** Started as root, stunnel gives it up where `setuid` stands in front of the sections. */
function drops({ global }: Configuration): boolean {
  return last(global, 'setuid') !== undefined
}

/** Lines `identity:key` of the files that PSKsecrets names. */
function sharedKeys(input: ComponentInput, services: readonly Service[]): readonly SecretReading[] {
  const paths = new Set(services.flatMap(({ options }) => every(options, 'psksecrets').map(({ value }) => value)))
  return [...paths].flatMap((path) => {
    const document = openDocument(input, path, [])
    if (document === undefined) return []
    return textLines(document.text).flatMap(({ text, number }): readonly SecretReading[] => {
      const cut = text.indexOf(':')
      if (cut < 1 || text.trim() === '') return []
      return [{ key: 'PSKsecrets', purpose: 'shared-secret', value: settingAt(document, text.slice(cut + 1).trim(), { line: number }) }]
    })
  })
}
