import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { observe } from '../../settings/rules.ts'
import { scannerRules, updateRules } from './rules.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

const folders = ['/etc/clamav', '/etc/clamd.d', '/etc', '/usr/local/etc']
const scannerPaths = [...folders.map((folder) => `${folder}/clamd.conf`), '/etc/clamd.d/scan.conf']
const updatePaths = folders.map((folder) => `${folder}/freshclam.conf`)

/** ClamAV 1.4: the scanner of clamd.conf, and the signatures of freshclam.conf. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const scanner = readSettings(input, scannerPaths, gaps)
  const updates = readSettings(input, updatePaths, gaps)
  return {
    listeners: scanner === undefined ? packaged(input) : doors(scanner),
    observations: [
      ...(scanner === undefined ? [] : [...observe(scannerRules, scanner.get, scanner.home), ...freshness(scanner, updates)]),
      ...(updates === undefined ? [] : observe(updateRules, updates.get, updates.home)),
    ],
    stores: [{ path: '/var/lib/clamav', holds: 'data', disposable: true }],
    image: { runsAs: 'drops', healthcheck: true },
    gaps,
  }
}

/** The official image listens on every address (clamav-docker, 1.4). */
function packaged(input: ComponentInput): readonly ListenerReading[] {
  return input.image === undefined ? [] : [door(3310, [input.at])]
}

function door(port: number, trail: NonNullable<ListenerReading['trail']>): ListenerReading {
  return {
    port,
    protocol: 'tcp',
    purpose: 'application',
    tls: byDefault('none', 'clamd speaks clear text alone', trail),
    authentication: byDefault('none', 'clamd asks for no login, and stops when it is told to', trail),
    trail,
  }
}

function doors({ get, all }: Settings): readonly ListenerReading[] {
  const port = get('TCPSocket')
  const number = port === undefined ? undefined : parsePort(port.value)
  if (port === undefined || number === undefined) return []
  const addresses = all('TCPAddr')
  const isLocal = addresses.length > 0 && addresses.every(({ value }) => isLoopback(value))
  return [{ ...door(number, port.trail), ...(isLocal ? { bind: configured('loopback' as const, addresses[0]!.trail) } : {}) }]
}

/** Fresh signatures come from freshclam; clamd may refuse to work with old ones, which is the safer. */
function freshness(scanner: Settings, updates: Settings | undefined): readonly Observation[] {
  const limit = scanner.get('FailIfCvdOlderThan')
  if (updates !== undefined && updates.get('Checks') !== undefined) return []
  const days = limit === undefined ? undefined : Number(limit.value)
  const isSafe = days !== undefined && days > 0 && days <= 7
  return [
    {
      concern: 'malware-scanner',
      key: 'FailIfCvdOlderThan',
      verdict: isSafe ? 'safe' : updates === undefined ? 'unknown' : 'safe',
      basis: limit === undefined ? 'default' : 'configured',
      stake: 'defence',
      trail: limit?.trail ?? [scanner.home],
      message: 'whether the signatures are fresh cannot be told: no freshclam.conf is here',
      actual: 'no freshclam.conf',
      expected: 'freshclam with several checks a day, or FailIfCvdOlderThan in clamd.conf',
      fix: 'run freshclam, or write FailIfCvdOlderThan 3 into clamd.conf',
    },
  ]
}
