import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { isAnyAddress, isLoopback, splitHostPort } from '../../protocols/address.ts'
import { isOn, observe } from '../../settings/rules.ts'
import { engineRules } from './rules.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

/** The container engine from daemon.json and its command line. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const settings = readSettings(input, gaps)
  const listeners = [...doors(input, settings), ...metrics(settings)]
  if (settings.isEmpty) return { listeners, gaps, image: { runsAs: 'root' } }
  return {
    listeners,
    observations: [
      ...observe(engineRules, settings.one, settings.home),
      ...openDoors(settings, listeners),
      ...registries(settings),
      ...unlimitedLogs(settings),
      ...contradictions(settings),
    ],
    image: { runsAs: 'root' },
    gaps,
  }
}

/** `tlsverify` asks for a certificate; `tls` alone encrypts. */
function isVerified({ one }: Settings): Setting | undefined {
  const verify = one('tlsverify')
  return verify !== undefined && isOn(verify.value) ? verify : undefined
}

function doors(input: ComponentInput, settings: Settings): readonly ListenerReading[] {
  const verified = isVerified(settings)
  const tls = settings.one('tls')
  const encrypted = verified ?? (tls !== undefined && isOn(tls.value) ? tls : undefined)
  const written = settings.all('hosts').flatMap((host): readonly ListenerReading[] => {
    const address = /^tcp:\/\/([^/]*)/.exec(host.value.trim())?.[1]
    if (address === undefined) return []
    const { host: name, port = encrypted === undefined ? 2375 : 2376 } = splitHostPort(address)
    return [
      {
        port,
        protocol: 'docker',
        purpose: 'admin',
        tls: encrypted === undefined ? configured('none', host.trail) : configured('required', encrypted.trail),
        authentication:
          verified === undefined ? configured('none', host.trail, 'no client certificate is asked for') : configured('certificate', verified.trail),
        trail: host.trail,
        // an address that is left out is localhost (opts/hosts.go)
        ...(name === '' || (!isAnyAddress(name) && isLoopback(name)) ? { bind: configured('loopback' as const, host.trail) } : {}),
      },
    ]
  })
  return written.length > 0 || input.image === undefined ? written : packaged(input)
}

/** The entrypoint of docker:dind listens on TCP by itself (docker-library, 20.10 to 28). */
function packaged(input: ComponentInput): readonly ListenerReading[] {
  const folder = input.env.get('DOCKER_TLS_CERTDIR')
  const isPlain = folder !== undefined && folder.value === ''
  const trail = isPlain ? folder.trail : [input.at]
  return [
    {
      port: isPlain ? 2375 : 2376,
      protocol: 'docker',
      purpose: 'admin',
      tls: isPlain ? configured('none', trail) : byDefault('required', 'the image makes certificates at its start', trail),
      authentication: isPlain ? configured('none', trail) : byDefault('certificate', 'the image asks for a client certificate', trail),
      trail,
    },
  ]
}

function metrics({ one }: Settings): readonly ListenerReading[] {
  const address = one('metrics-addr')
  const { host, port } = splitHostPort(address?.value ?? '')
  if (address === undefined || port === undefined) return []
  return [
    {
      port,
      protocol: 'http',
      purpose: 'metrics',
      tls: byDefault('none', 'metrics of the engine are served in clear text', address.trail),
      authentication: byDefault('none', 'metrics of the engine ask for no login', address.trail),
      trail: address.trail,
      ...(isLoopback(host) ? { bind: configured('loopback' as const, address.trail) } : {}),
    },
  ]
}

/** Those of the command line are another control's. */
function openDoors(settings: Settings, listeners: readonly ListenerReading[]): readonly Observation[] {
  if (isVerified(settings) !== undefined) return []
  return listeners.flatMap(({ protocol, port, trail = [] }) => {
    if (protocol !== 'docker' || trail[0]?.file !== settings.home.file) return []
    return [
      {
        concern: 'anonymous-access' as const,
        key: 'hosts',
        verdict: 'unsafe' as const,
        basis: 'configured' as const,
        stake: 'takeover' as const,
        port,
        trail,
        message: `the engine takes orders on port ${port} from whoever connects, and its orders are those of root`,
        actual: 'TCP without tlsverify',
        expected: 'tlsverify with tlscacert, tlscert and tlskey, or the local socket alone',
        fix: 'remove the tcp:// address from hosts, or write "tlsverify": true with a CA into daemon.json',
      },
    ]
  })
}

function registries({ all }: Settings): readonly Observation[] {
  const plain = all('registry-mirrors').filter(
    ({ value }) => value.startsWith('http://') && !isLoopback(splitHostPort(value.slice(7).replace(/\/.*$/, '')).host),
  )
  const insecure = all('insecure-registries').filter(({ value }) => !isLoopback(splitHostPort(value.replace(/\/.*$/, '')).host))
  return [...insecure.map((value) => ({ key: 'insecure-registries', value })), ...plain.map((value) => ({ key: 'registry-mirrors', value }))].map(
    ({ key, value }) => ({
      concern: 'tls-verification',
      key,
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'data',
      trail: value.trail,
      message: 'images come from a registry that nobody checks: who stands in between puts in programs of its own',
      actual: `${key}: ${value.value}`,
      expected: 'registries with TLS and a certificate that the engine can check',
      fix: `remove ${value.value} from ${key}, and put the CA of the registry into /etc/docker/certs.d`,
    }),
  )
}

function unlimitedLogs({ one, home }: Settings): readonly Observation[] {
  const driver = one('log-driver')
  const isFile = driver === undefined || driver.value === 'json-file'
  if (!isFile || one('log-opts/max-size') !== undefined) return []
  return [
    {
      concern: 'resource-limit',
      key: 'log-opts',
      verdict: 'unsafe',
      basis: driver === undefined ? 'default' : 'configured',
      stake: 'availability',
      trail: driver?.trail ?? [home],
      message: 'records of containers grow until the disk is full',
      actual: 'json-file without max-size',
      expected: 'log-opts with max-size and max-file, or the driver local',
      fix: 'write "log-opts": {"max-size": "10m", "max-file": "3"} into daemon.json',
    },
  ]
}

function contradictions({ twice, one, home }: Settings): readonly Observation[] {
  const [icc, tables] = [one('icc'), one('iptables')]
  const refused = icc?.value === 'false' && tables?.value === 'false' ? [{ key: 'icc', trail: icc.trail }] : []
  return [...twice, ...refused].map(({ key, trail }) => ({
    concern: 'contradiction',
    key,
    verdict: 'unsafe',
    basis: 'configured',
    stake: 'availability',
    trail: trail.length > 0 ? trail : [home],
    message:
      refused.length > 0 && key === 'icc'
        ? 'icc is false without the packet filter that enforces it: the engine does not start'
        : `${key} stands in daemon.json and on the command line: the engine does not start`,
    actual: 'set twice, or against each other',
    expected: 'each setting in one place',
    fix: `write ${key} in one place`,
  }))
}
