import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation, Reading, SecretReading, StoreReading } from '../../model/technology.ts'
import { withAssignments } from '../../settings/assignments.ts'
import { strayNames } from '../../settings/catalogue.ts'
import { isGiven } from '../../settings/given.ts'
import type { Lookup } from '../../settings/rules.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { properties } from './catalogue.ts'
import { connections, isEmbedded } from './channels.ts'
import { blocked, contradictions } from './coherence.ts'
import { firewalls, templateFiles } from './firewall.ts'
import { defaultAuthPort, listeners } from './listeners.ts'
import { accessLog } from './logging.ts'
import { partsWith } from './part.ts'
import { realmOf } from './realm.ts'
import { plainCallbacks, plainOnLoopback } from './plain.ts'
import type { Site } from './site.ts'
import { siteOf } from './site.ts'
import { dead, serverRules, uiRules } from './settings.ts'
import { idleKeyStores, openProvisioner, trust } from './tls.ts'

/** Where packages and administrators set the variables of the user interface. */
const scripts = ['/etc/default/coopr-ui', '/etc/profile.d/coopr-ui.sh']

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const site = siteOf(input, gaps)
  const set = withAssignments(input, scripts, gaps)
  const variables: Lookup = (key) => set.get(key)
  const present = [...site.documents.map(({ path }) => path), ...scripts.filter((path) => input.open(path).state === 'text')]
  const parts = partsWith(input, present.length === 0 ? templateFiles(input) : present)
  const isServer = parts.includes('server')
  const realm = isServer ? realmOf(input, site, defaultAuthPort, gaps) : { accounts: [], observations: [] }
  return {
    role: parts.length === 1 && parts[0] === 'provisioner' ? 'worker' : 'application',
    listeners: listeners(input, variables, parts, site),
    connections: connections(variables, parts, site),
    accounts: realm.accounts,
    secrets: isServer ? secrets(site) : [],
    stores: isServer ? stores(site) : [],
    observations: [
      ...(isServer ? server(site) : []),
      ...(parts.includes('provisioner') ? plainOnLoopback(site) : []),
      ...(parts.includes('provisioner') ? openProvisioner(site) : []),
      ...realm.observations,
      ...firewalls(input, gaps),
      ...(isServer ? accessLog(input, site, gaps) : []),
      ...(parts.includes('ui') ? observe(uiRules, variables, input.at) : []),
    ],
    deadKeys: [
      ...(parts.includes('ui') ? deadKeys(dead, variables) : []),
      ...(isServer ? idleKeyStores(site) : []),
      ...blocked(site),
      ...strayNames(written(site), 'Coopr', properties),
    ],
    gaps,
  }
}

function written(site: Site): ReadonlyMap<string, Setting> {
  return new Map(site.names.flatMap((name): [string, Setting][] => (site.get(name) === undefined ? [] : [[name, site.get(name)!]])))
}

function server(site: Site): readonly Observation[] {
  // what a file of secrets leaves out is written in the others
  const rules = site.whole ? serverRules : serverRules.filter(({ key }) => site.get(key) !== undefined)
  return [
    ...observe(rules, site.get, site.home),
    ...(site.whole ? [trust(site)] : []),
    ...contradictions(site),
    ...derby(site),
    ...misplaced(site),
    ...vector(site),
    ...plainCallbacks(site),
  ]
}

/** Passwords of key stores, and the database's, whether a connection carries it or not. */
function secrets(site: Site): readonly SecretReading[] {
  const keys = [
    ['server.ssl.keystore.password', 'server.ssl.keystore.path'],
    ['server.ssl.cert.password', 'server.ssl.keystore.path'],
    ['server.ssl.trust.keystore.password', 'server.ssl.trust.keystore.path'],
    ['server.tasks.ssl.keystore.password', 'server.tasks.ssl.keystore.path'],
    ['server.tasks.ssl.cert.password', 'server.tasks.ssl.keystore.path'],
    ['server.tasks.ssl.trust.keystore.password', 'server.tasks.ssl.trust.keystore.path'],
    ['security.auth.server.ssl.keystore.password', 'security.auth.server.ssl.keystore.path'],
    ['security.auth.server.ssl.keystore.keypassword', 'security.auth.server.ssl.keystore.path'],
    ['server.credential.store.encrypt.keystore.password', 'server.credential.store.encrypt.keystore.path'],
    ['server.credential.store.encrypt.key.password', 'server.credential.store.encrypt.keystore.path'],
    ['server.db.password'],
  ] as const
  return keys.flatMap(([key, path]) => {
    const value = site.get(key)
    const keyStore = path === undefined ? undefined : site.get(path)
    if (!isGiven(value)) return []
    const opens = isGiven(keyStore) ? { keyStore } : {}
    return [{ key, purpose: 'shared-secret' as const, value, ...opens, at: value.trail[0] ?? site.home, atLeast: 12 }]
  })
}

function stores(site: Site): readonly StoreReading[] {
  const folder = site.get('server.local.data.dir')
  if (!isEmbedded(site) || !site.whole) return []
  return [{ path: folder?.value ?? '/var/coopr/data', holds: 'data', ...(folder === undefined ? {} : { trail: folder.trail }) }]
}

/** The database inside the server's own process: no login, no copy, and gone with the folder. */
function derby(site: Site): readonly Observation[] {
  const driver = site.get('server.jdbc.driver')
  const address = site.get('server.jdbc.connection.string')
  if (!isEmbedded(site) || !site.whole || (driver !== undefined && !/derby/i.test(driver.value))) return []
  return [
    {
      concern: 'production-topology',
      key: 'server.jdbc.driver',
      verdict: 'unsafe',
      trail: (driver ?? address)?.trail ?? [site.home],
      basis: driver === undefined ? 'default' : 'configured',
      message: 'all data, the record of tasks too, lies in an embedded Derby database without a password, inside the process of the server',
      actual: 'embedded Derby',
      expected: 'a database server, called over TLS',
      fix: 'set server.jdbc.driver and server.jdbc.connection.string to a database server with TLS',
      stake: 'hygiene',
    },
  ]
}

/** coopr-site.xml is read by everybody on the machine; coopr-security.xml is for the server alone (server configuration, 0.9.9). */
function misplaced(site: Site): readonly Observation[] {
  const key = 'server.db.password'
  const password = site.get(key)
  const place = password?.trail[0]
  const from = site.documents.find(({ file }) => file === place?.file)
  if (!isGiven(password) || from === undefined || from.path.endsWith('coopr-security.xml')) return []
  return [
    {
      concern: 'file-access',
      key,
      verdict: 'unsafe',
      trail: password.trail,
      basis: 'configured',
      message:
        'the password of the database stands among the general settings, which every user of the machine may read, and not in coopr-security.xml',
      actual: `${key} in the general settings`,
      expected: `${key} in coopr-security.xml with mode 0600`,
      fix: `move ${key} to coopr-security.xml, and let only the user of the server read that`,
      stake: 'hygiene',
    },
  ]
}

/** One initialisation vector for all values: equal credentials look equal, and GCM loses its safety (NIST SP 800-38D, 8.3). */
function vector(site: Site): readonly Observation[] {
  const key = 'server.credential.store.encrypt.iv.hex'
  const written = site.get(key)
  if (!isGiven(written)) return []
  return [
    {
      concern: 'key-management',
      key,
      verdict: 'unsafe',
      trail: written.trail,
      basis: 'configured',
      message: 'every credential is encrypted with the same initialisation vector: equal values are seen to be equal',
      actual: 'a fixed initialisation vector',
      expected: 'a random vector for each value, as a secret store makes it',
      fix: 'keep credentials of providers in a secret store, or encrypt the database below Coopr as well',
      stake: 'hygiene',
    },
  ]
}
