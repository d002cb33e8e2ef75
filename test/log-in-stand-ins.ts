import type { IncomingMessage } from 'node:http'
import type { Reply } from './door-stand-ins.ts'

/**
 * Stand-ins for products with log-ins that Debian does not have: what their manuals say that they answer. Nothing of them is the product's.
 * `good` says which account is right; it is handed the name and the password that the request carries.
 */
export interface LogInStandIn {
  readonly technology: string
  readonly product?: string
  /** How the account arrives, when it does. */
  readonly answer: (request: IncomingMessage, body: string, good: Good) => Reply
}

export type Good = (user: string, password: string) => boolean

const json = (value: unknown, status = 200): Reply => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })
const missing: Reply = { status: 404, body: 'not found' }

function basic({ headers }: IncomingMessage): readonly [string, string] | undefined {
  const given = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) return undefined
  const [user = '', ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':')
  return [user, rest.join(':')]
}

const withBasic =
  (path: string, open: Reply, shut: Reply) =>
  (request: IncomingMessage, _body: string, good: Good): Reply => {
    if (request.url?.split('?')[0] !== path) return missing
    const given = basic(request)
    return given !== undefined && good(...given) ? open : shut
  }

const withHeader =
  (path: string, header: string, prefix: string, open: Reply, shut: Reply) =>
  ({ url, headers }: IncomingMessage, _body: string, good: Good): Reply => {
    if (url?.split('?')[0] !== path) return missing
    const given = headers[header]
    return typeof given === 'string' && given.startsWith(prefix) && good('', given.slice(prefix.length)) ? open : shut
  }

/** A log-in that gives a token, and a door that takes it. */
const withToken =
  (login: string, read: (body: string) => readonly [string, string], member: string, door: string, open: Reply, refused: Reply, shut: Reply) =>
  ({ url, method, headers }: IncomingMessage, body: string, good: Good): Reply => {
    const path = url?.split('?')[0]
    if (path === login && method === 'POST') return good(...read(body)) ? json({ [member]: 'a-token-of-this-stand-in' }) : refused
    if (path === door) return headers.authorization === 'Bearer a-token-of-this-stand-in' ? open : shut
    return missing
  }

const fromJson = (body: string): readonly [string, string] => {
  const { username = '', password = '' } = JSON.parse(body) as { username?: string; password?: string }
  return [username, password]
}

const fromForm = (body: string): readonly [string, string] => {
  const fields = new URLSearchParams(body)
  return [fields.get('username') ?? fields.get('email') ?? '', fields.get('password') ?? '']
}

export const logInStandIns: readonly LogInStandIn[] = [
  { technology: 'grafana', answer: withBasic('/api/org', json({ id: 1, name: 'Main Org.' }), json({ message: 'Unauthorized' }, 401)) },
  { technology: 'airflow', answer: withBasic('/api/v1/dags', json({ dags: [] }), json({ title: 'Unauthorized' }, 401)) },
  {
    technology: 'airflow',
    answer: withToken(
      '/auth/token',
      fromJson,
      'access_token',
      '/api/v2/dags',
      json({ dags: [] }),
      json({ detail: 'Invalid credentials' }, 401),
      json({}, 401),
    ),
  },
  { technology: 'flower', answer: withBasic('/api/workers', json({}), { status: 401, headers: { 'www-authenticate': 'Basic' }, body: '' }) },
  {
    technology: 'elasticsearch',
    answer: withBasic('/_security/_authenticate', json({ username: 'elastic' }), json({ error: {}, status: 401 }, 401)),
  },
  {
    technology: 'opensearch',
    answer: withBasic('/_plugins/_security/authinfo', json({ user_name: 'admin' }), { status: 401, body: 'Unauthorized' }),
  },
  { technology: 'couchdb', answer: withBasic('/_all_dbs', json([]), json({ error: 'unauthorized' }, 401)) },
  {
    technology: 'influxdb',
    answer: withHeader('/api/v2/buckets', 'authorization', 'Token ', json({ buckets: [] }), json({ code: 'unauthorized' }, 401)),
  },
  {
    technology: 'cornflow',
    answer: withToken(
      '/login/',
      fromJson,
      'token',
      '/instance/',
      json([]),
      json({ error: 'Invalid credentials' }, 400),
      json({ error: 'Auth token is not available' }, 400),
    ),
  },
  {
    technology: 'enmeshed-connector',
    answer: withHeader('/api/core/v2/Account/IdentityInfo', 'x-api-key', '', json({ result: {} }), json({ error: {} }, 401)),
  },
  { technology: 'hyperswitch', answer: withHeader('/accounts/list', 'api-key', '', json([]), json({ error: { code: 'IR_01' } }, 401)) },
  {
    technology: 'web-application',
    product: 'Keycloak',
    answer: withToken(
      '/realms/master/protocol/openid-connect/token',
      fromForm,
      'access_token',
      '/admin/realms',
      json([]),
      json({ error: 'invalid_grant', error_description: 'Invalid user credentials' }, 401),
      json({ error: 'HTTP 401 Unauthorized' }, 401),
    ),
  },
  {
    technology: 'web-application',
    product: 'Vault',
    answer: withHeader('/v1/auth/token/lookup-self', 'x-vault-token', '', json({ data: {} }), json({ errors: ['permission denied'] }, 403)),
  },
  {
    technology: 'admin-console',
    product: 'mongo-express',
    answer: withBasic('/', { body: '<title>Home - Mongo Express</title>' }, { status: 401, headers: { 'www-authenticate': 'Basic' }, body: '' }),
  },
  {
    technology: 'admin-console',
    product: 'pgAdmin',
    answer({ url, method, headers }, body, good) {
      if (url === '/login')
        return { headers: { 'set-cookie': 'pga4_session=of-nobody; Path=/' }, body: '<input name="csrf_token" type="hidden" value="of-this-page">' }
      if (url === '/browser/')
        return headers.cookie === 'pga4_session=of-somebody'
          ? { body: '<title>pgAdmin 4</title>' }
          : { status: 302, headers: { location: '/login?next=%2Fbrowser%2F' }, body: '' }
      if (url !== '/authenticate/login' || method !== 'POST') return missing
      if (headers.cookie !== 'pga4_session=of-nobody' || !body.includes('csrf_token=of-this-page'))
        return { status: 400, body: 'The CSRF token is missing.' }
      return good(...fromForm(body))
        ? { status: 302, headers: { location: '/browser/', 'set-cookie': 'pga4_session=of-somebody; HttpOnly' }, body: '' }
        : { status: 302, headers: { location: '/login' }, body: '' }
    },
  },
]
