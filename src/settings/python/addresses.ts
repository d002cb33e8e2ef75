import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import { parsePort } from '../../protocols/address.ts'
import { connectionsTo } from '../client.ts'
import { isGiven } from '../given.ts'
import { isOn } from '../rules.ts'
import type { Profile } from './profiles.ts'

/** Names of settings that hold addresses of services, by the habit of Flask's and Django's extensions. */
const names: readonly string[] = [
  'SQLALCHEMY_DATABASE_URI',
  'DATABASE_URL',
  'MONGO_URI',
  'MONGODB_URI',
  'REDIS_URL',
  'CACHE_REDIS_URL',
  'SESSION_REDIS',
  'RATELIMIT_STORAGE_URI',
  'RATELIMIT_STORAGE_URL',
  'CELERY_BROKER_URL',
  'BROKER_URL',
  'CELERY_RESULT_BACKEND',
  'RESULT_BACKEND',
  'ELASTICSEARCH_URL',
  'AMQP_URL',
]

/** Services whose addresses stand in a settings file. SQLAlchemy's and Django's drivers for PostgreSQL are libpq. */
export function addressesOf({ text }: Profile): readonly ConnectionReading[] {
  return names.flatMap((key) => {
    const address = text(key)
    return address === undefined || !address.value.includes('://') || address.value.startsWith('sqlite')
      ? []
      : connectionsTo(address, { key, library: 'libpq' })
  })
}

/** A mail server by its settings: Flask-Mail has MAIL_SERVER, Django EMAIL_HOST. Both send in clear text unless told otherwise. */
export function mailOf(
  { text }: Profile,
  keys: { readonly host: string; readonly prefix: string; readonly user: string; readonly password: string },
): readonly ConnectionReading[] {
  const host = text(keys.host)
  if (!isGiven(host) || /^(?:localhost|127\.)/.test(host.value)) return []
  const switches = ['USE_TLS', 'USE_SSL'].flatMap((name) => text(`${keys.prefix}_${name}`) ?? [])
  const on = switches.find(({ value, unresolved }) => unresolved.length === 0 && isOn(value))
  const open = switches.find(({ unresolved }) => unresolved.length > 0)
  return connectionsTo(host, {
    key: keys.host,
    protocol: 'smtp',
    defaultPort: parsePort(text(`${keys.prefix}_PORT`)?.value ?? '') ?? 25,
    encryption:
      on !== undefined
        ? configured('required', on.trail)
        : open !== undefined
          ? unknown('whether mail is sent over TLS is not known here', open.trail[0])
          : switches[0] === undefined
            ? byDefault('none', 'mail is sent in clear text unless USE_TLS or USE_SSL is set', host.trail)
            : configured('none', switches[0].trail),
    verification: on === undefined ? undefined : unknown("what is checked of the mail server's certificate depends on the version", on.trail[0]),
    user: text(keys.user),
    password: text(keys.password),
    passwordKey: keys.password,
  })
}
