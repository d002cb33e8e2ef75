import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, Observation, Reading, StoreReading } from '../../model/technology.ts'
import { observe } from '../../settings/rules.ts'
import { grantedTo, reading } from './access.ts'
import { accountsOf, schemeOf, seedAccounts, storedPasswords, strongSchemes } from './bootstrap.ts'
import type { Configuration } from './configuration.ts'
import { readConfiguration } from './configuration.ts'
import { replicas } from './replication.ts'
import type { Section } from './sections.ts'
import { all, last } from './sections.ts'
import { dataOf, frontendOf, serverListeners } from './server-listeners.ts'
import { serverRules } from './settings.ts'

/** slapd 2.4 to 2.6 with its own files: slapd.conf, or cn=config as a folder or one LDIF. Undefined where there is none. */
export function readServer(input: ComponentInput): Reading | undefined {
  const gaps: Gap[] = []
  const configuration = readConfiguration(input, gaps)
  if (!configuration.isFound) return undefined
  const { global, databases, home } = configuration
  const listeners = serverListeners(input, configuration)
  const seeds = seedAccounts(input, undefined, gaps)
  return {
    listeners,
    connections: databases.flatMap(replicas),
    accounts: [...databases.flatMap((database) => rootAccount(database, listeners[0]?.port)), ...accountsOf(seeds, listeners[0]?.port ?? 389)],
    stores: dataOf(configuration).flatMap(storeOf),
    observations: [
      ...observe(
        serverRules,
        (key) => [global, ...frontendOf(configuration)].flatMap((section) => last(section, key.toLowerCase().replaceAll('-', ''))?.setting ?? [])[0],
        home,
      ),
      ...databases.flatMap(rootPassword),
      ...dataOf(configuration).flatMap((database) => passwordsOf(database, configuration)),
      ...dataOf(configuration).flatMap((database) => withoutLock(database, configuration)),
      ...storedPasswords(seeds),
    ],
    image: { runsAs: 'drops' },
    gaps,
  }
}

/** The account that no access rule holds back. */
function rootAccount(database: Section, port: number | undefined): readonly AccountReading[] {
  const password = last(database, 'rootpw')?.setting
  if (password === undefined) return []
  const user = last(database, 'rootdn')?.setting ?? (database.type === 'config' ? setting('cn=config', ...password.trail) : undefined)
  if (user === undefined) return []
  return [
    {
      user,
      ...(schemeOf(password.value) === 'clear' ? { password } : {}),
      power: 'administrator',
      key: 'rootpw',
      ...(port === undefined ? {} : { port }),
    },
  ]
}

function rootPassword(database: Section): readonly Observation[] {
  const password = last(database, 'rootpw')?.setting
  if (password === undefined) return []
  const scheme = schemeOf(password.value)
  const found: Observation[] = [
    {
      concern: 'encryption-at-rest',
      key: 'rootpw',
      verdict: password.unresolved.length > 0 ? 'unknown' : strongSchemes.has(scheme) ? 'safe' : 'unsafe',
      trail: password.trail,
      basis: 'configured',
      message: 'who reads the settings or a backup of them has the password of the account that no access rule holds back',
      actual: scheme === 'clear' ? 'clear text' : scheme,
      expected: 'a salted hash such as {SSHA} or {ARGON2}',
      fix: 'put the output of slappasswd in place of the password, and take a new password for it',
      stake: 'defence',
    },
  ]
  if (database.type !== 'config') return found
  return [
    ...found,
    {
      concern: 'remote-management',
      key: 'rootpw',
      verdict: 'unsafe',
      trail: password.trail,
      basis: 'configured',
      message: 'the configuration of the server can be changed over the network by who has one password',
      actual: 'database config has rootpw',
      expected: 'changes by ldapi:/// and SASL EXTERNAL alone',
      fix: 'remove rootpw of the database config, and make changes with ldapmodify -Y EXTERNAL -H ldapi:///',
      stake: 'defence',
    },
  ]
}

/** Hashes of passwords are for nobody to read: they are guessed at home. */
function passwordsOf(database: Section, configuration: Configuration): readonly Observation[] {
  const frontend = frontendOf(configuration)
  for (const [subject, people] of [
    ['anonymous', 'everybody, without a log-in,'],
    ['users', 'everybody who can log in'],
  ] as const) {
    const { level, where } = grantedTo(subject, database, frontend, 'userPassword')
    if (level < reading) continue
    return [
      {
        concern: subject === 'anonymous' ? 'anonymous-access' : 'over-privileged-default',
        key: 'access to attrs=userPassword',
        verdict: 'unsafe',
        trail: where?.trail ?? [last(database, 'suffix')?.setting.trail[0] ?? configuration.home],
        basis: where === undefined ? 'default' : 'configured',
        message: `${people} may read the password hashes of all accounts`,
        actual: where === undefined ? 'no access rules' : 'the rule gives read',
        expected: 'access to attrs=userPassword by self write by anonymous auth by * none, in front of the others',
        fix: 'put a rule for attrs=userPassword,shadowLastChange in front that gives anonymous auth and all others none',
        stake: 'data',
      },
    ]
  }
  const rule = all(database, 'access')[0]?.setting
  if (rule === undefined) return []
  return [
    {
      concern: 'anonymous-access',
      key: 'access to attrs=userPassword',
      verdict: 'safe',
      trail: rule.trail,
      basis: 'configured',
      message: 'nobody but their owner reads the password hashes',
      actual: 'not readable',
      expected: 'not readable',
      fix: 'leave it',
      stake: 'data',
    },
  ]
}

/** slapd counts failed log-ins only with the overlay ppolicy. */
function withoutLock(database: Section, configuration: Configuration): readonly Observation[] {
  if (['ldap', 'meta', 'asyncmeta', 'relay'].includes(database.type)) return []
  const isThere = [database, ...frontendOf(configuration)].some(({ overlays }) => overlays.includes('ppolicy'))
  const place = last(database, 'suffix')?.setting.trail ?? [configuration.home]
  return [
    {
      concern: 'rate-limit',
      key: 'overlay ppolicy',
      verdict: isThere ? 'safe' : 'unsafe',
      trail: place,
      basis: isThere ? 'configured' : 'default',
      message: 'passwords may be tried without end: nothing counts failed log-ins',
      actual: isThere ? 'overlay ppolicy' : 'no overlay ppolicy',
      expected: 'overlay ppolicy with pwdLockout and pwdMaxFailure',
      fix: 'load ppolicy, and give its default policy pwdLockout TRUE and pwdMaxFailure 5',
      stake: 'hygiene',
    },
  ]
}

function storeOf(database: Section): readonly StoreReading[] {
  const path = last(database, 'dbdirectory')?.setting
  return path === undefined ? [] : [{ path: path.value, holds: 'data', trail: path.trail }]
}
