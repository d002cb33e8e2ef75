import { configured } from '../../model/fact.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading, Observation, Reading, SecretReading } from '../../model/technology.ts'
import type { Client } from '../../settings/client.ts'
import { connectionsTo } from '../../settings/client.ts'
import { isGiven } from '../../settings/given.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { PythonSetting } from '../../settings/python/value.ts'
import { asSetting, switchOf, trailOf, within } from '../../settings/python/value.ts'
import type { Lookup } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { celerySettings } from './settings.ts'

export const home = '/srv/celery'

/** Settings under their names of Celery 4 and later, with those of Celery 3 (old settings map of Celery 5.4). */
const formerly: Readonly<Record<string, string>> = {
  broker_url: 'BROKER_URL',
  broker_use_ssl: 'BROKER_USE_SSL',
  result_backend: 'CELERY_RESULT_BACKEND',
  redis_backend_use_ssl: 'CELERY_REDIS_BACKEND_USE_SSL',
  accept_content: 'CELERY_ACCEPT_CONTENT',
  task_serializer: 'CELERY_TASK_SERIALIZER',
  result_serializer: 'CELERY_RESULT_SERIALIZER',
  security_key: 'CELERY_SECURITY_KEY',
}

/** What celeryconfig.py says. */
export function celeryFiles(input: ComponentInput, gaps: Gap[]): Reading {
  const file = pythonSettings(input, `${home}/celeryconfig.py`, gaps)
  if (file === undefined) return {}
  const lookup: Lookup = (key) => asSetting(settingOf(file, key))
  const at = { file: file.document.file, line: 1 }
  return {
    observations: [...observe(celerySettings, (key) => lookup(key.toLowerCase().replace(/^celery_/, '')), at), ...unchecked(file)],
    connections: [...address(file, 'broker_url', 'broker_use_ssl'), ...address(file, 'result_backend', 'redis_backend_use_ssl')],
    secrets: signing(file),
  }
}

function settingOf(file: PythonSettings, name: string): PythonSetting | undefined {
  const old = formerly[name]
  return file.get(name) ?? (old === undefined ? undefined : file.get(old)) ?? file.get(`CELERY_${name.toUpperCase()}`)
}

function address(file: PythonSettings, key: string, tls: string): readonly ConnectionReading[] {
  const url = asSetting(settingOf(file, key))
  const ssl = settingOf(file, tls)
  return url === undefined || !url.value.includes('://') ? [] : connectionsTo(plain(url), { key, ...tlsOf(ssl) })
}

/** `db+postgresql://…` is SQLAlchemy's address. */
function plain(url: Setting): Setting {
  return { ...url, value: url.value.replace(/^db\+/, '') }
}

/** `True`, or a dict with ssl_cert_reqs or cert_reqs: kombu checks the name of the server only where it is told to. */
function tlsOf(ssl: PythonSetting | undefined): Pick<Client, 'encryption' | 'verification'> {
  if (ssl === undefined || switchOf(ssl) === false) return {}
  const trail = trailOf(ssl)
  const requires = requirementOf(ssl)
  const isChecked = requires !== undefined && /required/i.test(requires.value)
  return {
    encryption: configured('required', trail),
    ...(requires === undefined ? {} : { verification: configured(isChecked ? 'chain' : 'none', requires.trail) }),
  }
}

function requirementOf(ssl: PythonSetting | undefined): Setting | undefined {
  return asSetting(within(ssl, 'ssl_cert_reqs')) ?? asSetting(within(ssl, 'cert_reqs'))
}

/** TLS that takes any certificate. */
function unchecked(file: PythonSettings): readonly Observation[] {
  return ['broker_use_ssl', 'redis_backend_use_ssl'].flatMap((key): readonly Observation[] => {
    const requires = requirementOf(settingOf(file, key))
    if (requires === undefined || !/none$/i.test(requires.value)) return []
    return [
      {
        concern: 'tls-verification',
        key,
        verdict: 'unsafe',
        basis: 'configured',
        stake: 'traffic',
        trail: requires.trail,
        message: 'Celery talks to whoever answers for its queue: the certificate is not checked.',
        actual: 'CERT_NONE',
        expected: 'ssl.CERT_REQUIRED, with ssl_ca_certs',
        fix: `set ssl_cert_reqs of ${key} to ssl.CERT_REQUIRED and name the CA in ssl_ca_certs`,
      },
    ]
  })
}

/** The key that signs messages is a file; its password, and the key itself in old files, are secrets. */
function signing(file: PythonSettings): readonly SecretReading[] {
  const key = asSetting(file.get('security_key_password'))
  return isGiven(key) ? [{ key: 'security_key_password', purpose: 'signing', value: key }] : []
}
