import type { Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, ListenerReading, Reading, SecretReading } from '../../model/technology.ts'
import { strayNames } from '../../settings/catalogue.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { asSetting, evenOnCondition } from '../../settings/python/value.ts'
import { deadKeys, isOff, observe } from '../../settings/rules.ts'
import { samlSettings } from '../../settings/saml.ts'
import type { Part } from './part.ts'
import { partOf } from './part.ts'
import { names, variables } from './catalogue.ts'
import { mail } from './mail.ts'
import { corridorFiles, home, valueOf } from './python.ts'
import { dead, pointless, rules } from './settings.ts'

type Ask = (key: string) => { readonly name: string; readonly value: Setting } | undefined

export function read(input: ComponentInput, version: string | undefined): Reading {
  const gaps: Gap[] = []
  const part = partOf(input) ?? loosePart(input) ?? 'app'
  const files = corridorFiles(input, part, gaps)
  // C_FORCE_ROOT is Celery's own and has no prefix
  const ask: Ask = (key) => {
    const name = [`CORRIDOR_${key}`, ...(key === 'C_FORCE_ROOT' ? [key] : [])].find((candidate) => input.env.has(candidate))
    const variable = name === undefined ? undefined : input.env.get(name)
    const written = asSetting(valueOf(files, key))
    if (name !== undefined && variable !== undefined) return { name, value: variable }
    return written === undefined ? undefined : { name: key, value: written }
  }
  const whole = isWhole(input, files)
  const serves = whole && (part === 'app' || part === 'api')
  const drops = input.user !== undefined && input.user.unresolved.length === 0 && !/^(?:root|0)(?::|$)/.test(input.user.value)
  const judged = rules.filter(({ key }) => (serves || key !== 'JWT_COOKIE_SECURE') && !(drops && key === 'C_FORCE_ROOT'))
  const saml = valueOf(files, 'SAML_SETTINGS')
  const signing = saml === undefined ? undefined : samlSettings(saml, 'SAML_SETTINGS')
  const main = files.find(isMain)
  const place = main === undefined ? input.at : { file: main.document.file, line: 1 }
  return {
    role: part === 'worker' ? 'worker' : 'application',
    // settings alone do not tell where the programs listen: they have no key for it
    listeners: input.declared === undefined ? listeners(input, part, ask) : [],
    connections: [...connections(ask), ...mail(files)],
    secrets: [...(serves ? secrets(input, ask, part) : clientKeys(ask)), ...(signing?.secrets ?? [])],
    observations: [...observe(judged, (key) => ask(key)?.value, place, version), ...(signing?.observations ?? [])],
    deadKeys: [
      ...deadKeys(drops ? [...dead, ...pointless] : dead, (key) => input.env.get(key)),
      ...strayNames(input.env, 'Corridor', variables),
      ...(part === 'jupyter' ? [] : strayNames(written(files), 'Corridor', names)),
    ],
    gaps,
  }
}

/** Names in the settings files of a program, but for those of Python's own making. */
function written(files: readonly PythonSettings[]): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>()
  for (const file of files.filter(isMain)) {
    for (const name of file.names) {
      const value = asSetting(file.get(name))
      if (value !== undefined && !found.has(name)) found.set(name, value)
    }
  }
  return found
}

/** Settings that no program is known to read: those of the worker are told by their name. */
function loosePart(input: ComponentInput): Part | undefined {
  const names = input.declared === undefined ? [] : input.list(home)
  return names.includes('worker_config.py') && !names.some((name) => /^(?:api|app)_config\.py$/.test(name)) ? 'worker' : undefined
}

/** False where nothing is known of a program but a file with one of its large settings. */
function isWhole(input: ComponentInput, files: readonly PythonSettings[]): boolean {
  return input.declared === undefined || files.length === 0 || files.some(isMain)
}

function isMain({ document }: PythonSettings): boolean {
  return document.path.endsWith('_config.py')
}

const ports: Readonly<Record<Exclude<Part, 'worker'>, number>> = { app: 5002, api: 5002, jupyter: 5003 }

/** Ports of the vendor's manifests; the API had a process of its own on 5000 in older set-ups, the worker listens to nothing. */
function listeners(input: ComponentInput, part: Part, ask: Ask): readonly ListenerReading[] {
  if (part === 'worker') return []
  const keys = ask('API_KEYS')
  const port = part === 'api' && input.ports.some(({ target }) => target.from === 5000) ? 5000 : ports[part]
  return [
    {
      port,
      protocol: 'http',
      purpose: 'application',
      tls: byDefault('none', 'the programs of Corridor speak plain HTTP and expect a web server in front', [input.at]),
      authentication:
        part === 'api'
          ? keys === undefined
            ? unknown('API_KEYS is not set here', input.at)
            : configured('token', keys.value.trail)
          : byDefault('password', 'pages ask for a login (all versions)', [input.at]),
    },
  ]
}

const addresses = [
  'SQLALCHEMY_DATABASE_URI',
  'CELERY_BROKER_URL',
  'CELERY_RESULT_BACKEND',
  'REST_API_SERVER_URL',
  'API_URL',
  'FS_URI',
  'OUTPUT_DATA_LOCATION',
]

function connections(ask: Ask): readonly ConnectionReading[] {
  const verify = ask('API_VERIFY_SSL')?.value
  const token = ask('API_KEY')?.value ?? ask('REST_API_KEY')?.value
  return addresses.flatMap((key) => {
    const found = ask(key)
    if (found === undefined) return []
    const calls = key === 'API_URL' || key === 'REST_API_SERVER_URL'
    const unverified = key === 'API_URL' && verify !== undefined && isOff(verify.value)
    return connectionsTo(found.value, {
      key: found.name,
      // what libpq leaves unchecked, callers of HTTPS and FTPS do not
      ...(/^postgres/i.test(found.value.value) ? { library: 'libpq' } : {}),
      ...(unverified ? { verification: configured('none', verify.trail) } : {}),
      ...(calls && isGiven(token) ? { token } : {}),
    })
  })
}

function secrets(input: ComponentInput, ask: Ask, part: Part): readonly SecretReading[] {
  const signing = ask('SECRET_KEY')
  const keys = ask('API_KEYS')
  const found: SecretReading[] = [
    {
      key: signing?.name ?? 'CORRIDOR_SECRET_KEY',
      purpose: 'signing',
      ...(isGiven(signing?.value) ? { value: evenOnCondition(signing.value) } : {}),
      ifAbsent: { verdict: 'unknown', why: 'it may stand in a settings file that is not here' },
      at: signing?.value.trail[0] ?? input.at,
    },
    ...clientKeys(ask),
  ]
  if (keys !== undefined)
    found.push({
      key: keys.name,
      purpose: 'api-key',
      ...(isGiven(keys.value) ? { value: evenOnCondition(keys.value) } : {}),
      at: keys.value.trail[0] ?? input.at,
      ifAbsent: { verdict: 'unsafe', why: `the ${part} then takes calls without a key` },
    })
  return found
}

/** Keys that this component presents to the API. */
function clientKeys(ask: Ask): readonly SecretReading[] {
  return ['API_KEY', 'REST_API_KEY'].flatMap((key) => {
    const found = ask(key)
    return found !== undefined && isGiven(found.value)
      ? [
          {
            key: found.name,
            purpose: 'api-key' as const,
            value: evenOnCondition(found.value),
            ...(found.value.trail[0] === undefined ? {} : { at: found.value.trail[0] }),
          },
        ]
      : []
  })
}
