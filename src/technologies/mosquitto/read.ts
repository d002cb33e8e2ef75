import { textLines } from '../../formats/key-value.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument } from '../../settings/documents.ts'

interface Line {
  readonly key: string
  readonly value: string
  readonly at: Place
}

/** mosquitto.conf of Mosquitto 2: without a listener only loopback is served; with one, clients need a login unless allow_anonymous is true. */
export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const path = flag(commandLine(input), ['-c', '--config-file'])?.value?.value ?? '/mosquitto/config/mosquitto.conf'
  const document = openDocument(input, path, gaps)
  const lines = document === undefined ? [] : linesOf(document)
  return {
    listeners: document === undefined ? [ownListener(input, version)] : listeners(lines, input, version),
    stores: [{ path: '/mosquitto/data', holds: 'data', disposable: lines.findLast(({ key }) => key === 'persistence')?.value !== 'true' }],
    image: { runsAs: 'drops', healthcheck: false },
    gaps,
  }
}

function linesOf(document: Document): readonly Line[] {
  return textLines(document.text).flatMap(({ text, number }) => {
    const pair = /^([a-z_]+)\s+(.*\S)/.exec(text.trim())
    return pair === null ? [] : [{ key: pair[1] ?? '', value: pair[2] ?? '', at: { file: document.file, line: number } }]
  })
}

/** The image's own mosquitto.conf has no listener. */
function ownListener(input: ComponentInput, version: string | undefined): ListenerReading {
  const isOld = /^1(?:\.|$)/.test(version ?? '')
  const base = {
    port: 1883,
    protocol: 'mqtt',
    purpose: 'data',
    tls: byDefault<Encryption>('none', 'Mosquitto speaks plaintext unless certfile is set', [input.at]),
  } as const
  if (isOld) return { ...base, authentication: byDefault('none', 'Mosquitto 1 lets everybody in', [input.at]) }
  if (version === undefined)
    return { ...base, authentication: unknown('the version of Mosquitto is not known; 1 and 2 have other defaults', input.at) }
  return {
    ...base,
    authentication: byDefault('none', 'without a listener Mosquitto 2 lets local clients in', [input.at]),
    bind: byDefault('loopback', 'without a listener Mosquitto 2 serves loopback alone', [input.at]),
  }
}

function listeners(lines: readonly Line[], input: ComponentInput, version: string | undefined): readonly ListenerReading[] {
  const starts = lines.flatMap((line, index) => (line.key === 'listener' || line.key === 'port' ? [index] : []))
  if (starts.length === 0) return [ownListener(input, version)]
  return starts.flatMap((start, index) => {
    const line = lines[start]
    const [port = '', address] = line?.value.split(/\s+/) ?? []
    if (line === undefined || !/^\d{1,5}$/.test(port) || port === '0') return []
    const own = lines.slice(start + 1, starts[index + 1] ?? lines.length)
    const certificate = own.find(({ key }) => key === 'certfile')
    return [
      {
        port: Number(port),
        protocol: 'mqtt' as const,
        purpose: 'data' as const,
        trail: [line.at],
        tls:
          certificate === undefined
            ? byDefault('none' as const, 'Mosquitto speaks plaintext unless certfile is set', [line.at])
            : configured('required' as const, [certificate.at]),
        authentication: login(lines, own, line, version),
        ...(address !== undefined && isLoopback(address) ? { bind: configured('loopback' as const, [line.at]) } : {}),
      },
    ]
  })
}

function login(lines: readonly Line[], own: readonly Line[], listener: Line, version: string | undefined): Fact<Authentication> {
  const isPerListener = lines.some(({ key, value }) => key === 'per_listener_settings' && value === 'true')
  const scope = isPerListener ? own : lines
  const anonymous = scope.findLast(({ key }) => key === 'allow_anonymous')
  const clients = own.find(({ key, value }) => key === 'require_certificate' && value === 'true')
  if (anonymous?.value === 'true' && clients === undefined) return configured('none', [anonymous.at])
  if (clients !== undefined) return configured('certificate', [clients.at])
  const users = scope.find(({ key }) => key === 'password_file' || key === 'plugin' || key === 'auth_plugin')
  if (users !== undefined) return configured('password', [users.at])
  if (/^1(?:\.|$)/.test(version ?? '')) return byDefault('none', 'Mosquitto 1 lets everybody in', [listener.at])
  return byDefault('password', 'Mosquitto 2 lets nobody in without a login unless allow_anonymous is true', [listener.at])
}
