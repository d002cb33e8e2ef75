import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import type { DeadKeyRule } from '../../settings/rules.ts'
import { deadKeys } from '../../settings/rules.ts'
import { starts } from '../../settings/starts.ts'

/** Variables of Bitnami's image; etcd's own are named after its flags, and no flag sets a password (3.5). */
const ignoredByImage: readonly DeadKeyRule[] = [
  {
    key: 'ETCD_ROOT_PASSWORD',
    why: 'only the Bitnami image reads it: etcd asks for no login',
    fix: 'run etcdctl user add root and etcdctl auth enable, or set client-cert-auth',
    stake: 'data',
  },
]

export function read(input: ComponentInput): Reading {
  if (!starts(input, ['etcd', 'run.sh', 'entrypoint.sh'], ['etcdctl', 'etcdutl'])) return { role: 'job' }
  const words = commandLine(input)
  /** A flag wins over its variable (etcd 3.5, configuration options). */
  const look = (name: string): Setting | undefined =>
    flag(words, [`--${name}`])?.value ?? variable(input, `ETCD_${name.toUpperCase().replaceAll('-', '_')}`)
  const on = (name: string): Setting | undefined => {
    const alone = words.find(({ value }) => value === `--${name}`)
    const written = flag(words, [`--${name}`], true)?.value ?? alone ?? variable(input, `ETCD_${name.toUpperCase().replaceAll('-', '_')}`)
    return written !== undefined && (written === alone || asSwitch(written.value) === true) ? written : undefined
  }
  const rebuilt = matchesImage(input.image, ['bitnami/etcd'])
  const root = rebuilt ? filled(secretVariable(input, 'ETCD_ROOT_PASSWORD')) : undefined
  const certificates = on('client-cert-auth')
  const authentication: Fact<Authentication> =
    certificates !== undefined
      ? configured('certificate', certificates.trail)
      : root !== undefined
        ? configured('password', root.value.trail)
        : byDefault('none', 'etcd asks for no login unless client-cert-auth is on or authentication was switched on over its API (all versions)', [
            variable(input, 'ALLOW_NONE_AUTHENTICATION')?.trail[0] ?? input.at,
          ])
  const peers = on('peer-client-cert-auth')
  const folder = look('data-dir')
  return {
    listeners: [
      ...listeners(input, look('listen-client-urls'), 2379, 'etcd', authentication, look('cert-file'), rebuilt),
      ...(look('listen-peer-urls') === undefined
        ? []
        : listeners(
            input,
            look('listen-peer-urls'),
            2380,
            'etcd',
            peers === undefined
              ? byDefault('none', 'etcd lets every peer in unless peer-client-cert-auth is on (all versions)', look('listen-peer-urls')?.trail ?? [])
              : configured('certificate', peers.trail),
            look('peer-cert-file'),
            rebuilt,
          )),
    ],
    deadKeys: matchesImage(input.image, ['coreos/etcd', 'etcd-development/etcd', 'registry.k8s.io/etcd'])
      ? deadKeys(ignoredByImage, (key) => variable(input, key))
      : [],
    accounts: root === undefined ? [] : [{ password: root.value, power: 'administrator', key: root.key, port: 2379 }],
    stores: [
      {
        path: folder?.value.startsWith('/') === true ? folder.value : rebuilt ? '/bitnami/etcd/data' : '/default.etcd',
        holds: 'data',
        ...(folder === undefined ? {} : { trail: folder.trail }),
      },
    ],
    image: { runsAs: rebuilt ? 'user' : 'root', healthcheck: false },
  }
}

function listeners(
  input: ComponentInput,
  urls: Setting | undefined,
  usual: number,
  protocol: 'etcd',
  authentication: Fact<Authentication>,
  certificate: Setting | undefined,
  rebuilt: boolean,
): readonly ListenerReading[] {
  const purpose = usual === 2380 ? ('peer' as const) : ('data' as const)
  if (urls === undefined) {
    const why = `etcd listens in plaintext on localhost:${usual} (all versions)`
    return [
      {
        port: usual,
        protocol,
        purpose,
        authentication,
        tls: byDefault('none', why, [input.at]),
        ...(rebuilt ? {} : { bind: byDefault<'all' | 'loopback'>('loopback', why, [input.at]) }),
      },
    ]
  }
  if (!isResolved(urls) && !/^https?:/.test(urls.value))
    return [{ port: usual, protocol, purpose, authentication, tls: unknown('the listen URLs have no value here', urls.trail[0]), trail: urls.trail }]
  return urls.value.split(',').flatMap((url): readonly ListenerReading[] => {
    const found = /^\s*(https?):\/\/(.*?)(?::(\d{1,5}))?\/?\s*$/.exec(url)
    if (found === null) return []
    const local = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(found[2] ?? '')
    return [
      {
        port: Number(found[3] ?? usual),
        protocol,
        purpose,
        authentication,
        tls: configured(found[1] === 'https' ? 'required' : 'none', urls.trail),
        trail: urls.trail,
        ...(local ? { bind: configured<'all' | 'loopback'>('loopback', urls.trail) } : {}),
        ...(certificate === undefined ? {} : { certificate }),
      },
    ]
  })
}
