import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, variable } from '../../settings/environment.ts'
import { given } from '../../settings/given.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import type { DeadKeyRule } from '../../settings/rules.ts'
import { openTree, treeLookup } from '../../settings/trees.ts'
import { connectionsOf } from './connections.ts'

/** The image hands on only variables of settings that its version knows (kibana-docker). */
const renamed: readonly DeadKeyRule[] = [
  {
    key: 'ELASTICSEARCH_URL',
    versions: { from: '7.0' },
    why: 'elasticsearch.url was removed in 7.0',
    fix: 'set ELASTICSEARCH_HOSTS',
    stake: 'hygiene',
  },
  {
    key: 'ELASTICSEARCH_SSL_VERIFY',
    versions: { from: '6.0' },
    why: 'elasticsearch.ssl.verify was replaced by verificationMode',
    fix: 'set ELASTICSEARCH_SSL_VERIFICATIONMODE',
    stake: 'traffic',
  },
]

type Lookup = (name: string) => Setting | undefined

export function read(input: ComponentInput, version?: string): Reading {
  const gaps: Gap[] = []
  const dashboards = matchesImage(input.image, ['*/opensearch-dashboards'])
  const path = dashboards ? '/usr/share/opensearch-dashboards/config/opensearch_dashboards.yml' : '/usr/share/kibana/config/kibana.yml'
  const tree = openTree(input, [path], gaps)
  const file = treeLookup(tree)
  /** `server.ssl.enabled` is SERVER_SSL_ENABLED for the image (kibana-docker). */
  const look: Lookup = (name) => input.env.get(name) ?? input.env.get(name.toUpperCase().replaceAll('.', '_')) ?? file(name)
  const store = dashboards ? 'opensearch' : 'elasticsearch'
  const secure = look('server.ssl.enabled')
  const certificate = look('server.ssl.certificate')
  const port = look('server.port')
  const on = asSwitch(secure?.value) === true
  return {
    listeners: [
      {
        port: port !== undefined && /^\d{1,5}$/.test(port.value) ? Number(port.value) : 5601,
        protocol: 'http',
        purpose: 'admin',
        authentication: authentication(input, look, dashboards, store),
        tls:
          secure === undefined
            ? byDefault('none', 'the page speaks HTTP unless server.ssl.enabled is true (all versions)', [input.at])
            : configured(on ? 'required' : 'none', secure.trail),
        ...(certificate === undefined ? {} : { certificate }),
      },
    ],
    // a variable of the same setting overrides the file, and is read by itself
    connections: tree === undefined || input.env.has(`${store.toUpperCase()}_HOSTS`) ? [] : connectionsOf(tree, store, look),
    secrets: dashboards ? [] : secrets(look),
    observations: observe(
      [
        {
          key: `${store}.ssl.verificationMode`,
          concern: 'tls-verification',
          stake: 'traffic',
          unsafe: (value) => /^(none|certificate)$/.test(value),
          message: 'the page does not check whom it talks to, and sends its password there',
          expected: 'full',
          fix: `set ${store}.ssl.verificationMode to full and name the authority`,
        },
      ],
      look,
      input.at,
      version,
    ),
    deadKeys: dashboards ? [] : deadKeys(renamed, (key) => variable(input, key), version),
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

function authentication(input: ComponentInput, look: Lookup, dashboards: boolean, store: string): Fact<Authentication> {
  const off = variable(input, 'DISABLE_SECURITY_DASHBOARDS_PLUGIN')
  if (dashboards)
    return asSwitch(off?.value) === true
      ? configured('none', off?.trail ?? [])
      : byDefault('password', 'OpenSearch Dashboards ask for a login unless their security plugin is taken out', [input.at])
  const login = look(`${store}.password`) ?? look(`${store}.serviceAccountToken`)
  return login === undefined ? unknown('Kibana asks for a login when Elasticsearch does', input.at) : configured('delegated', login.trail)
}

function secrets(look: Lookup): readonly SecretReading[] {
  return ['xpack.security.encryptionKey', 'xpack.encryptedSavedObjects.encryptionKey', 'xpack.reporting.encryptionKey'].flatMap(
    (key): readonly SecretReading[] => {
      const value = look(key)
      return value === undefined || given(value) === false ? [] : [{ key, purpose: 'encryption', value }]
    },
  )
}
