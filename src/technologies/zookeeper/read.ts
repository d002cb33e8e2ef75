import type { Gap } from '../../model/fact.ts'
import { holds } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { AccountReading, ListenerReading, Reading, SecretReading, StoreReading } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { isGiven } from '../../settings/given.ts'
import { deadKeys, observe } from '../../settings/rules.ts'
import { contradictions, idle } from './coherence.ts'
import type { Build } from './listeners.ts'
import { isTrue, listeners } from './listeners.ts'
import { loginOf } from './login.ts'
import type { Options } from './options.ts'
import { optionsOf } from './options.ts'
import { adminRule, anonymous, auditRule, ignoredByImage, rules } from './settings.ts'

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const options = optionsOf(input, gaps)
  const login = loginOf(input, options, gaps)
  const build = buildOf(input)
  const doors = listeners(input, options, login, build, version)
  return {
    listeners: doors,
    accounts: [...(build === 'bitnami' ? accounts(input) : []), ...login.accounts],
    secrets: secrets(options),
    stores: stores(options, build),
    observations: [
      ...observe(
        [...rules, ...(options.isWritten ? [auditRule] : [])].filter(({ key }) => key !== 'ssl.clientAuth' || !asksForLogin(options)),
        options.get,
        options.home,
        version,
      ),
      ...(doors.some(isOpenAdmin) ? observe([adminRule], options.get, options.home, version) : []),
      ...contradictions(options, login),
      ...(build === 'bitnami' ? observe(anonymous, (key) => variable(input, key), input.at) : []),
    ],
    deadKeys: [
      ...(matchesImage(input.image, ['zookeeper']) ? deadKeys(ignoredByImage, (key) => variable(input, key)) : []),
      ...idle(options, version),
    ],
    image: { runsAs: build === 'official' ? 'drops' : 'user', healthcheck: false, writes: ['/conf', '/tmp', '/logs'] },
    gaps,
  }
}

/** Who has to log in by SASL needs no certificate. */
function asksForLogin(options: Options): boolean {
  return isTrue(options.get('sessionRequireClientSASLAuth')) || isTrue(options.get('enforce.auth.enabled'))
}

function isOpenAdmin({ purpose, authentication, bind }: ListenerReading): boolean {
  return purpose === 'admin' && bind === undefined && holds(authentication, 'none')
}

function buildOf(input: ComponentInput): Build {
  if (matchesImage(input.image, ['bitnami/zookeeper'])) return 'bitnami'
  return matchesImage(input.image, ['confluentinc/cp-zookeeper', '*/cp-zookeeper']) ? 'confluent' : 'official'
}

function accounts(input: ComponentInput): readonly AccountReading[] {
  const passwords = secretVariable(input, 'ZOO_SERVER_PASSWORDS')
  const users = variable(input, 'ZOO_SERVER_USERS')
  return passwords === undefined
    ? []
    : [{ password: passwords.value, ...(users === undefined ? {} : { user: users }), power: 'administrator', key: passwords.key }]
}

/** Passwords of key stores stand in zoo.cfg unless a file is named for them (`passwordPath`, 3.8 and later). */
function secrets(options: Options): readonly SecretReading[] {
  return ['ssl', 'ssl.quorum'].flatMap((prefix) =>
    ['keyStore', 'trustStore'].flatMap((store) => {
      const key = `${prefix}.${store}.password`
      const value = options.get(key)
      return isGiven(value) ? [{ key, purpose: 'shared-secret' as const, value, atLeast: 12 }] : []
    }),
  )
}

function stores(options: Options, build: Build): readonly StoreReading[] {
  const data = options.get('dataDir')
  const log = options.get('dataLogDir')
  const usual = build === 'bitnami' ? '/bitnami/zookeeper' : build === 'confluent' ? '/var/lib/zookeeper/data' : '/data'
  return [
    { path: data?.value ?? usual, holds: 'data', ...(data === undefined ? {} : { trail: data.trail }) },
    ...(log === undefined ? [] : [{ path: log.value, holds: 'data' as const, trail: log.trail }]),
  ]
}
