import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { isResolved, setting } from '../../model/setting.ts'
import type { AccountReading, DeadKey, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { asSwitch, fileText, secretVariable, variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { filled, given } from '../../settings/given.ts'
import { starts } from '../../settings/starts.ts'
import { openTree, treeLookup } from '../../settings/trees.ts'
import { accountsFile, accountsIn, nameOf, powerOf } from './accounts-script.ts'
import { rules } from './rules.ts'

const servers = ['mongod', 'mongos', 'docker-entrypoint.sh', 'run.sh']
const clients = ['mongosh', 'mongo', 'mongodump', 'mongorestore', 'mongoimport', 'mongoexport']

type Lookup = (names: readonly string[], path: string) => Setting | undefined

export function read(input: ComponentInput): Reading {
  if (!starts(input, servers, clients)) return { role: 'job' }
  const gaps: Gap[] = []
  const rebuilt = matchesImage(input.image, ['bitnami/mongodb'])
  const look = lookup(input, rebuilt, gaps)
  const portSetting = look(['--port'], 'net.port') ?? (rebuilt ? variable(input, 'MONGODB_PORT_NUMBER') : undefined)
  const port = portSetting !== undefined && /^\d{1,5}$/.test(portSetting.value) ? Number(portSetting.value) : 27_017
  const bind = look(['--bind_ip'], 'net.bindIp')
  const local =
    bind !== undefined &&
    isResolved(bind) &&
    bind.value.split(',').every((address) => /^\s*(127\.\d+\.\d+\.\d+|::1|localhost|\/.*)\s*$/.test(address))
  const certificate = look(['--tlsCertificateKeyFile', '--sslPEMKeyFile'], 'net.tls.certificateKeyFile') ?? look([], 'net.ssl.PEMKeyFile')
  const folder = look(['--dbpath'], 'storage.dbPath')
  return {
    listeners: [
      {
        port,
        protocol: 'mongodb',
        purpose: 'data',
        tls: encryption(input, look),
        authentication: authentication(input, look, rebuilt),
        ...(local ? { bind: configured<'all' | 'loopback'>('loopback', bind.trail) } : {}),
        ...(bind === undefined && input.form === 'process'
          ? {
              bind: byDefault<'all' | 'loopback'>(
                'loopback',
                'mongod listens on localhost unless told otherwise (3.6 and later); images say otherwise',
              ),
            }
          : {}),
        ...(portSetting === undefined ? {} : { trail: portSetting.trail }),
        ...(certificate === undefined ? {} : { certificate }),
      },
    ],
    accounts: [...accounts(input, rebuilt, port), ...scriptAccounts(input, port)],
    secrets: secrets(input, look, rebuilt),
    stores: [{ path: folder?.value ?? (rebuilt ? '/bitnami/mongodb' : '/data/db'), holds: 'data' }],
    observations: observe(rules, (key) => look([], key), homeOf(input, look)),
    deadKeys: uselessRoot(input, rebuilt),
    image: { runsAs: rebuilt ? 'user' : 'drops', healthcheck: false, writes: ['/tmp', '/data/configdb'] },
    gaps,
  }
}

/** A flag, else the configuration file: flags win (MongoDB 7.0 manual, configuration options). */
export function lookup(input: ComponentInput, rebuilt: boolean, gaps: Gap[]): Lookup {
  const words = commandLine(input).flatMap((word) => [word])
  const chosen = flag(words, ['--config', '-f'])?.value
  const paths =
    chosen === undefined ? (rebuilt ? ['/bitnami/mongodb/conf/mongodb.conf', '/opt/bitnami/mongodb/conf/mongodb.conf'] : []) : [chosen.value]
  const tree = openTree(input, paths, gaps)
  const file = treeLookup(tree)
  if (chosen !== undefined && tree === undefined)
    gaps.push({
      why: `${chosen.value} is not mounted: its settings are not known`,
      ...(chosen.trail[0] === undefined ? {} : { place: chosen.trail[0] }),
    })
  return (names, path) => flag(words, names)?.value ?? file(path)
}

function encryption(input: ComponentInput, look: Lookup): Fact<Encryption> {
  const mode = look(['--tlsMode', '--sslMode'], 'net.tls.mode') ?? look([], 'net.ssl.mode')
  if (mode === undefined) return byDefault('none', 'MongoDB speaks plaintext unless net.tls.mode is set (all versions)', [input.at])
  if (!isResolved(mode)) return unknown('net.tls.mode has no value here', mode.trail[0])
  if (/^require(TLS|SSL)$/.test(mode.value)) return configured('required', mode.trail)
  return configured(/^(allow|prefer)(TLS|SSL)$/.test(mode.value) ? 'optional' : 'none', mode.trail)
}

function authentication(input: ComponentInput, look: Lookup, rebuilt: boolean): Fact<Authentication> {
  const words = commandLine(input)
  const alone = flag(words, ['--auth'], true)
  const keyFile = look(['--keyFile'], 'security.keyFile')
  const written = look([], 'security.authorization')
  if (alone !== undefined) return configured('password', alone.at.trail)
  if (keyFile !== undefined) return configured('password', keyFile.trail, 'a key file switches authorization on')
  if (written?.value === 'enabled') return configured('password', written.trail)
  if (rebuilt) return bitnamiAuthentication(input)
  if (written !== undefined && !isResolved(written)) return unknown('security.authorization has no value here', written.trail[0])
  const user = secretVariable(input, 'MONGO_INITDB_ROOT_USERNAME')
  const password = secretVariable(input, 'MONGO_INITDB_ROOT_PASSWORD')
  if (user !== undefined && password !== undefined && startedByImage(input)) {
    const both = [given(user.value), given(password.value)]
    if (both.every((each) => each === true))
      return configured('password', password.value.trail, 'the image adds --auth when both MONGO_INITDB_ROOT variables are set')
    if (both.includes(undefined)) return unknown('MONGO_INITDB_ROOT_PASSWORD or its user has no value here', password.value.trail[0])
  }
  if (matchesImage(input.image, ['mongodb/*']) && secretVariable(input, 'MONGODB_INITDB_ROOT_PASSWORD') !== undefined)
    return configured('password', [input.at])
  return byDefault('none', 'MongoDB lets everybody in unless authorization is switched on (all versions)', written?.trail ?? [input.at])
}

function bitnamiAuthentication(input: ComponentInput): Fact<Authentication> {
  const password = secretVariable(input, 'MONGODB_ROOT_PASSWORD', 'MONGODB_PASSWORD', 'MONGODB_PASSWORDS')
  const present = given(password?.value)
  if (password !== undefined && present !== false)
    return present === true ? configured('password', password.value.trail) : unknown(`${password.key} has no value here`, password.value.trail[0])
  const empty = variable(input, 'ALLOW_EMPTY_PASSWORD')
  if (asSwitch(empty?.value) === true) return configured('none', empty?.trail ?? [])
  return byDefault('password', 'the Bitnami image does not start without MONGODB_ROOT_PASSWORD or ALLOW_EMPTY_PASSWORD', [input.at])
}

/** The image sets up accounts only when its entrypoint runs and the first word is `mongod` or an option. */
export function startedByImage(input: ComponentInput): boolean {
  const entrypoint = input.entrypoint?.map(({ value }) => value) ?? []
  if (entrypoint.length > 0 && !entrypoint.some((word) => word.endsWith('docker-entrypoint.sh')))
    return commandLine(input).some(({ value }) => value.endsWith('docker-entrypoint.sh'))
  const first = input.command?.[0]?.value
  if (first === undefined || first.startsWith('-') || first === 'mongod') return true
  return commandLine(input).some(({ value }) => value.endsWith('docker-entrypoint.sh'))
}

function accounts(input: ComponentInput, rebuilt: boolean, port: number): readonly AccountReading[] {
  const user = rebuilt
    ? variable(input, 'MONGODB_ROOT_USER')
    : secretVariable(input, 'MONGO_INITDB_ROOT_USERNAME', 'MONGODB_INITDB_ROOT_USERNAME')?.value
  const root = filled(
    rebuilt ? secretVariable(input, 'MONGODB_ROOT_PASSWORD') : secretVariable(input, 'MONGO_INITDB_ROOT_PASSWORD', 'MONGODB_INITDB_ROOT_PASSWORD'),
  )
  const found: AccountReading[] =
    root === undefined ? [] : [{ ...(user === undefined ? {} : { user }), password: root.value, power: 'administrator', key: root.key, port }]
  const name = rebuilt ? variable(input, 'MONGODB_USERNAME') : undefined
  const own = rebuilt ? filled(secretVariable(input, 'MONGODB_PASSWORD')) : undefined
  return own === undefined
    ? found
    : [...found, { ...(name === undefined ? {} : { user: name }), password: own.value, power: 'application', key: own.key, port }]
}

/** Those of the script that `harden` writes, but for the administrator that the image's variables make. */
function scriptAccounts(input: ComponentInput, port: number): readonly AccountReading[] {
  const opened = input.open(accountsFile)
  if (opened.state !== 'text') return []
  return accountsIn(opened.text).flatMap(({ account, line }) =>
    powerOf(account) === 'administrator' ? [] : [{ user: nameOf(account, opened.file, line), power: powerOf(account), key: accountsFile, port }],
  )
}

function secrets(input: ComponentInput, look: Lookup, rebuilt: boolean): readonly SecretReading[] {
  const variableKey = rebuilt ? filled(secretVariable(input, 'MONGODB_REPLICA_SET_KEY')) : undefined
  if (variableKey !== undefined) return [{ key: variableKey.key, purpose: 'shared-secret', value: variableKey.value }]
  const path = look(['--keyFile'], 'security.keyFile')
  if (path === undefined || input.open(path.value).state !== 'text') return []
  return [{ key: 'security.keyFile', purpose: 'shared-secret', value: { ...setting(''), ...fileText(input, path) } }]
}

function uselessRoot(input: ComponentInput, rebuilt: boolean): readonly DeadKey[] {
  const password = filled(secretVariable(input, 'MONGO_INITDB_ROOT_PASSWORD'))
  if (rebuilt || password === undefined || startedByImage(input)) return []
  return [
    {
      key: password.key,
      trail: password.value.trail,
      why: 'the command does not start with mongod, so the image makes no account and adds no --auth',
      fix: 'start it with command: ["mongod", "--auth"]',
      stake: 'data',
    },
  ]
}

/** Line 1 of the configuration file, where a missing key belongs; else the component itself. */
function homeOf(input: ComponentInput, look: Lookup): Place {
  const written = ['net.port', 'net.bindIp', 'storage.dbPath', 'security.authorization', 'net.tls.mode'].map((path) => look([], path)?.trail[0])
  const place = written.find((each) => each !== undefined && each.file !== input.at.file)
  return place === undefined ? input.at : { file: place.file, line: 1 }
}
