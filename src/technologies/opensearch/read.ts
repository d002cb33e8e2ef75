import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { AccountReading, DeadKey, ListenerReading, Observation, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { compareVersions } from '../../protocols/image.ts'
import { asSwitch, secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { openTree, treeLookup, treeValues } from '../../settings/trees.ts'

export function read(input: ComponentInput, version?: string): Reading {
  const gaps: Gap[] = []
  const tree = openTree(input, ['/usr/share/opensearch/config/opensearch.yml', '/etc/opensearch/opensearch.yml'], gaps)
  const file = treeLookup(tree)
  const off = variable(input, 'DISABLE_SECURITY_PLUGIN', 'plugins.security.disabled') ?? file('plugins.security.disabled')
  // the image's scripts compare with the word `true`
  const open = off === undefined ? false : isResolved(off) ? asSwitch(off.value) === true : undefined
  const http = variable(input, 'plugins.security.ssl.http.enabled') ?? file('plugins.security.ssl.http.enabled')
  const why = 'OpenSearch starts with its security plugin, TLS and demo certificates (all versions)'
  const authentication: Fact<Authentication> =
    off === undefined || open === false
      ? byDefault('password', why, [input.at])
      : open === undefined
        ? unknown('whether the security plugin is off is not known', off.trail[0])
        : configured('none', off.trail)
  const tls: Fact<Encryption> =
    open === undefined
      ? unknown('whether the security plugin is off is not known', off?.trail[0])
      : open && off !== undefined
        ? configured('none', off.trail)
        : http !== undefined && asSwitch(http.value) === false
          ? configured('none', http.trail)
          : byDefault('required', why, [input.at])
  return {
    listeners: [
      {
        port: Number(file('http.port')?.value) || 9200,
        protocol: 'elasticsearch',
        purpose: 'data',
        tls,
        authentication,
        ...door(input, treeValues(tree)),
      },
    ],
    accounts: open === true ? [] : accounts(input, version),
    stores: [{ path: '/usr/share/opensearch/data', holds: 'data' }],
    observations:
      open === true ? [] : [...demo(input, file('plugins.security.ssl.http.pemcert_filepath') !== undefined), ...observe(rules, file, input.at)],
    deadKeys: deadPassword(input, version, open === true),
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** Outside of its image the server listens on loopback unless an address is written (`_local_`, all versions). */
function door(input: ComponentInput, values: (name: string) => readonly Setting[]): Pick<ListenerReading, 'bind' | 'trail'> {
  if (input.form !== 'process') return {}
  const addresses = ['http.bind_host', 'http.host', 'network.bind_host', 'network.host'].map(values).find((each) => each.length > 0)
  if (addresses === undefined)
    return { bind: byDefault('loopback', 'OpenSearch listens on loopback unless network.host is set (all versions)', [input.at]) }
  const trail = addresses[0]?.trail ?? []
  const isLocal = addresses.every(({ value }) => /^_local(?::ipv[46])?_$/.test(value.trim()) || isLoopback(value.trim()))
  return { trail, ...(isLocal ? { bind: configured('loopback', trail) } : {}) }
}

/** Signs of the demo set-up in a file that somebody keeps (install_demo_configuration.sh, 2.x). */
const rules: readonly SettingRule[] = [
  {
    key: 'plugins.security.allow_unsafe_democertificates',
    concern: 'key-management',
    stake: 'traffic',
    unsafe: (value) => asSwitch(value) === true,
    message: 'the demo certificates are let in, whose private keys are in every image and package',
    expected: 'false',
    fix: 'put certificates of your own in, and remove plugins.security.allow_unsafe_democertificates',
    port: 9200,
  },
  {
    key: 'plugins.security.ssl.http.enabled',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => asSwitch(value) === false,
    message: 'the REST API speaks clear text',
    expected: 'true',
    fix: 'set plugins.security.ssl.http.enabled to true',
    port: 9200,
  },
]

function deadPassword(input: ComponentInput, version: string | undefined, open: boolean): readonly DeadKey[] {
  const written = variable(input, 'OPENSEARCH_INITIAL_ADMIN_PASSWORD')
  const old = version !== undefined && compareVersions(version, '2.12') < 0 && !/^\d+$/.test(version)
  const demoOff = asSwitch(variable(input, 'DISABLE_INSTALL_DEMO_CONFIG')?.value) === true
  if (written === undefined || !(open || old || demoOff)) return []
  const why = open
    ? 'the security plugin is off: OpenSearch asks nobody for a password'
    : demoOff
      ? 'only the demo set-up reads it, and that is switched off'
      : 'the image reads it since 2.12: admin keeps the password admin'
  const fix = open ? 'remove DISABLE_SECURITY_PLUGIN' : demoOff ? 'set the password of admin in internal_users.yml' : 'use 2.12 or later'
  return [{ key: 'OPENSEARCH_INITIAL_ADMIN_PASSWORD', trail: written.trail, why, fix, stake: demoOff && !open ? 'hygiene' : 'data' }]
}

/** Before 2.12 the demo set-up makes admin with the password admin; since then it asks for one. */
function accounts(input: ComponentInput, version: string | undefined): readonly AccountReading[] {
  const password = filled(secretVariable(input, 'OPENSEARCH_INITIAL_ADMIN_PASSWORD'))
  const user = setting('admin', input.at)
  if (password !== undefined) return [{ user, password: password.value, power: 'administrator', key: password.key, port: 9200 }]
  const old = version !== undefined && compareVersions(version, '2.12') < 0 && !/^\d+$/.test(version)
  const demoOff = asSwitch(variable(input, 'DISABLE_INSTALL_DEMO_CONFIG')?.value) === true
  return old && !demoOff ? [{ user, password: setting('admin', input.at), power: 'administrator', key: 'admin', port: 9200 }] : []
}

function demo(input: ComponentInput, ownCertificate: boolean): readonly Observation[] {
  // a package puts its demo certificates into the file
  if (input.form === 'process') return []
  const switched = variable(input, 'DISABLE_INSTALL_DEMO_CONFIG')
  if (ownCertificate || asSwitch(switched?.value) === true) return []
  return [
    {
      concern: 'key-management',
      key: 'DISABLE_INSTALL_DEMO_CONFIG',
      verdict: 'unsafe',
      trail: switched?.trail ?? [input.at],
      basis: 'default',
      stake: 'traffic',
      port: 9200,
      message: 'OpenSearch runs with its demo certificates, whose private keys are in every image',
      actual: 'demo certificates',
      expected: 'certificates of your own',
      fix: 'set DISABLE_INSTALL_DEMO_CONFIG=true and mount certificates and an opensearch.yml that names them',
    },
  ]
}
