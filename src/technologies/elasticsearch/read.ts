import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, holds, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, withText } from '../../model/setting.ts'
import type { DeadKey, ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { compareVersions, matchesImage } from '../../protocols/image.ts'
import { asSwitch, secretVariable } from '../../settings/environment.ts'
import type { SecretVariable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import type { TreeDocument } from '../../settings/trees.ts'
import { openTree, treeLookup, treeValues } from '../../settings/trees.ts'

type Lookup = (name: string) => Setting | undefined

export function read(input: ComponentInput, version?: string): Reading {
  const gaps: Gap[] = []
  const rebuilt = matchesImage(input.image, ['bitnami/elasticsearch'])
  const file = openTree(input, ['/usr/share/elasticsearch/config/elasticsearch.yml', '/etc/elasticsearch/elasticsearch.yml'], gaps)
  const look = lookup(input, file)
  const secured = security(input, look, version)
  const port = look('http.port')
  const password = filled(secretVariable(input, 'ELASTIC_PASSWORD', ...(rebuilt ? ['ELASTICSEARCH_PASSWORD'] : [])))
  const folder = look('path.data')
  return {
    listeners: [
      {
        port: port !== undefined && /^\d{1,5}$/.test(port.value) ? Number(port.value) : 9200,
        protocol: 'elasticsearch',
        purpose: 'data',
        authentication: secured,
        tls: encryption(input, look, version),
        ...door(input, look, treeValues(file)),
      },
    ],
    accounts: password === undefined ? [] : [{ password: password.value, power: 'administrator', key: password.key, port: 9200 }],
    stores: [
      {
        path: folder?.value.startsWith('/') === true ? folder.value : rebuilt ? '/bitnami/elasticsearch/data' : '/usr/share/elasticsearch/data',
        holds: 'data',
      },
    ],
    deadKeys: unaskedPassword(password, secured),
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** Outside of its image the server listens on loopback unless an address is written (`_local_`, all versions). */
function door(input: ComponentInput, look: Lookup, values: (name: string) => readonly Setting[]): Pick<ListenerReading, 'bind' | 'trail'> {
  const port = look('http.port')
  const named = ['http.bind_host', 'http.host', 'network.bind_host', 'network.host'].map((name) => {
    const one = look(name)
    return one === undefined ? values(name) : [one]
  })
  const addresses = named.find((each) => each.length > 0)
  const trail = [addresses?.[0], port].flatMap((each) => each?.trail.slice(0, 1) ?? [])
  const isLocal =
    addresses === undefined
      ? input.form === 'process'
      : addresses.every(({ value }) => /^_local(?::ipv[46])?_$/.test(value.trim()) || isLoopback(value.trim()))
  const why = 'Elasticsearch listens on loopback unless network.host is set (all versions)'
  return {
    ...(isLocal ? { bind: addresses === undefined ? byDefault('loopback', why, [input.at]) : configured('loopback', trail) } : {}),
    ...(trail.length === 0 ? {} : { trail }),
  }
}

/** Without security nobody is asked for it. */
function unaskedPassword(password: SecretVariable | undefined, secured: Fact<Authentication>): readonly DeadKey[] {
  if (password === undefined || !holds(secured, 'none')) return []
  const why = 'security is off: Elasticsearch asks nobody for a password'
  return [{ key: password.key, trail: password.value.trail, why, fix: 'set xpack.security.enabled=true', stake: 'data' }]
}

/** `-E` options win over variables, variables over the file (Elasticsearch 8, docker-entrypoint.sh turns dotted variables into options). */
function lookup(input: ComponentInput, tree: TreeDocument | undefined): Lookup {
  const file = treeLookup(tree)
  const words = commandLine(input)
  return (name) => {
    const word = words.find(({ value }) => value === `-E${name}` || value.startsWith(`-E${name}=`) || value.startsWith(`${name}=`))
    if (word !== undefined) return withText(word, word.value.slice(word.value.indexOf('=') + 1))
    return input.env.get(name) ?? input.env.get(`ES_SETTING_${name.toUpperCase().replaceAll('_', '__').replaceAll('.', '_')}`) ?? file(name)
  }
}

function security(input: ComponentInput, look: Lookup, version: string | undefined): Fact<Authentication> {
  const written = look('xpack.security.enabled')
  if (matchesImage(input.image, ['*/elasticsearch-oss'])) return byDefault('none', 'the OSS build has no security', [input.at])
  if (written !== undefined) {
    const on = isResolved(written) ? asSwitch(written.value) : undefined
    return on === undefined
      ? unknown('xpack.security.enabled has no value here', written.trail[0])
      : configured(on ? 'password' : 'none', written.trail)
  }
  if (version === undefined) return unknown('security is on by default since Elasticsearch 8, and the version is not known', input.at)
  if (compareVersions(version, '8') < 0) return byDefault('none', 'security is off by default in Elasticsearch before 8', [input.at])
  return byDefault('password', 'security is on by default in Elasticsearch 8 and later', [input.at])
}

/** Elasticsearch 8 makes certificates at its first start, unless a security setting or a cluster is written down. */
function encryption(input: ComponentInput, look: Lookup, version: string | undefined): Fact<Encryption> {
  const written = look('xpack.security.http.ssl.enabled')
  const secured = look('xpack.security.enabled')
  if (secured !== undefined && asSwitch(secured.value) === false) return configured('none', secured.trail)
  if (written !== undefined) {
    const on = isResolved(written) ? asSwitch(written.value) : undefined
    return on === undefined
      ? unknown('xpack.security.http.ssl.enabled has no value here', written.trail[0])
      : configured(on ? 'required' : 'none', written.trail)
  }
  if (secured !== undefined)
    return byDefault(
      'none',
      'the HTTP port is plaintext unless xpack.security.http.ssl.enabled is true: a written xpack.security.enabled stops the automatic set-up',
      secured.trail,
    )
  if (version === undefined) return unknown('TLS is on by default since Elasticsearch 8, and the version is not known', input.at)
  if (compareVersions(version, '8') < 0) return byDefault('none', 'Elasticsearch before 8 speaks plaintext unless told otherwise', [input.at])
  const cluster = look('cluster.initial_master_nodes') ?? look('discovery.seed_hosts')
  if (cluster !== undefined) return unknown('whether the automatic set-up made certificates is not known for a cluster', cluster.trail[0])
  return byDefault('required', 'Elasticsearch 8 and later make certificates at the first start', [input.at])
}
