import type { Reply } from './door-stand-ins.ts'

/**
 * Stand-ins of products that Debian does not have, behind a log-in: answers of the documented interfaces with the members that count.
 * A path stands without its query, where that does not decide; `weak` is laid over `hardened`.
 */
export interface AccountStandIn {
  readonly name: string
  readonly technology: string
  /** Who may log in, and the token that comes for it, where one does. */
  readonly token?: { readonly path: string; readonly status: number; readonly member: string }
  readonly version: string
  readonly hardened: Readonly<Record<string, Reply>>
  readonly weak: Readonly<Record<string, Reply>>
  /** `key verdict: actual`, in the order of the answer. */
  readonly expected: { readonly hardened: readonly string[]; readonly weak: readonly string[] }
}

const json = (value: unknown, status = 200): Reply => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })

const action = (name: string, resource: string): unknown => ({ action: { name }, resource: { name: resource } })
const airflowUser = (username: string, ...roles: readonly string[]): unknown => ({ username, active: true, roles: roles.map((name) => ({ name })) })

function airflow(api: string, accounts: string, exposeKey: string): Pick<AccountStandIn, 'hardened' | 'weak' | 'expected'> {
  const role = (...actions: readonly unknown[]): Reply =>
    json({
      roles: [
        { name: 'Admin', actions: [] },
        { name: 'Public', actions: [] },
        { name: 'cornflow', actions },
      ],
      total_entries: 3,
    })
  const dags = [action('can_read', 'DAGs'), action('can_edit', 'DAGs'), action('can_create', 'DAG Runs')]
  const config = (value: string): Reply => json({ sections: [{ name: 'core', options: [{ key: 'fernet_key', value }] }] })
  return {
    hardened: {
      [`${api}/dags`]: json({ dags: [], total_entries: 0 }),
      [`${api}/version`]: json({ version: '2.10.4', git_version: null }),
      [`${accounts}/users`]: json({ users: [airflowUser('app', 'cornflow'), airflowUser('boss', 'Admin')], total_entries: 2 }),
      [`${accounts}/roles`]: role(...dags),
      [`${api}/config`]: json(
        { detail: 'Your Airflow administrator chose not to expose the configuration, most likely for security reasons.', status: 403 },
        403,
      ),
    },
    weak: {
      [`${accounts}/roles`]: json({
        roles: [
          { name: 'Public', actions: [action('can_read', 'DAGs')] },
          { name: 'cornflow', actions: [...dags, action('can_edit', 'Users')] },
        ],
      }),
      [`${api}/config`]: config('the-key-itself'),
    },
    expected: {
      hardened: ['roles safe: none', `${exposeKey} safe: none`],
      weak: ['roles unsafe: app: cornflow', 'AUTH_ROLE_PUBLIC unsafe: 1 rights', `${exposeKey} unsafe: fernet_key`],
    },
  }
}

const rows = (...data: readonly unknown[]): Reply => json({ meta: [], data, rows: data.length })
const clickhouseUser = (name: string, auth: string, hosts: string): unknown => ({ name, auth, hosts })
const grant = (user: string, role: string, access: string, db: string, grantable = '0'): unknown => ({
  user,
  role,
  access,
  db,
  revoked: '0',
  grantable,
})

export const accountStandIns: readonly AccountStandIn[] = [
  { name: 'Airflow 2', technology: 'airflow', version: '2.10.4', ...airflow('/api/v1', '/api/v1', 'AIRFLOW__WEBSERVER__EXPOSE_CONFIG') },
  {
    name: 'Airflow 3',
    technology: 'airflow',
    version: '2.10.4',
    token: { path: '/auth/token', status: 201, member: 'access_token' },
    ...airflow('/api/v2', '/auth/fab/v1', 'AIRFLOW__API__EXPOSE_CONFIG'),
  },
  {
    name: 'Grafana',
    technology: 'grafana',
    version: '11.2.0',
    hardened: {
      '/api/user': json({ id: 2, login: 'reader', isGrafanaAdmin: true }),
      '/api/health': json({ database: 'ok', version: '11.2.0', commit: 'x' }),
      '/api/org/users': json([
        { userId: 1, login: 'boss', role: 'Admin' },
        { userId: 2, login: 'reader', role: 'Viewer' },
      ]),
      '/api/serviceaccounts/search': json({ totalCount: 1, serviceAccounts: [{ name: 'collector', role: 'Viewer', isDisabled: false }] }),
      '/api/admin/settings': json({
        security: { cookie_secure: 'true', admin_password: '*********' },
        users: { allow_sign_up: 'false' },
        'auth.anonymous': { enabled: 'false', org_role: 'Admin' },
      }),
    },
    weak: {
      '/api/org/users': json([
        { userId: 1, login: 'boss', role: 'Admin' },
        { userId: 2, login: 'reader', role: 'Admin' },
      ]),
      '/api/serviceaccounts/search': json({ totalCount: 1, serviceAccounts: [{ name: 'collector', role: 'Admin', isDisabled: false }] }),
      '/api/admin/settings': json({
        security: { cookie_secure: 'false' },
        users: { allow_sign_up: 'true' },
        'auth.anonymous': { enabled: 'true', org_role: 'Admin' },
      }),
    },
    expected: {
      hardened: ['org roles safe: none', 'service accounts safe: none', 'security.cookie_secure safe: none', 'users.allow_sign_up safe: none'],
      weak: [
        'org roles unsafe: boss, reader',
        'service accounts unsafe: collector',
        'security.cookie_secure unsafe: false',
        'users.allow_sign_up unsafe: true',
        'auth.anonymous.org_role unsafe: Admin',
      ],
    },
  },
  {
    name: 'ClickHouse',
    technology: 'clickhouse',
    version: '24.8.4.13',
    hardened: {
      'currentUser()': rows({ user: 'reader' }),
      'version()': rows({ version: '24.8.4.13' }),
      'system.users': rows(clickhouseUser('app', 'sha256_password', '10.0.0.0/8 '), clickhouseUser('reader', "['bcrypt_password']", '::/0 ')),
      'system.grants': rows(grant('app', '', 'SELECT', 'shop'), grant('', 'writer', 'INSERT', 'shop')),
      'system.role_grants': rows({ user: 'app', role: '', granted: 'writer' }),
      'system.settings': rows({ name: 'log_queries', value: '1' }),
    },
    weak: {
      'system.users': rows(clickhouseUser('app', 'plaintext_password', '::/0 '), clickhouseUser('default', 'no_password', '::/0 ')),
      'system.grants': rows(grant('app', '', 'SELECT', 'shop', '1'), grant('', 'boss', 'SYSTEM SHUTDOWN', ''), grant('', 'boss', 'SELECT', '')),
      'system.role_grants': rows({ user: 'app', role: '', granted: 'writer' }, { user: '', role: 'writer', granted: 'boss' }),
      'system.settings': rows({ name: 'log_queries', value: '0' }),
    },
    expected: {
      hardened: [
        'accounts without a password safe: none',
        'stored passwords safe: none',
        'clients from everywhere safe: none',
        'roles safe: none',
        'rights on every database safe: none',
        'grant option safe: none',
        'log_queries safe: none',
      ],
      weak: [
        'accounts without a password unsafe: default',
        'stored passwords unsafe: app',
        'clients from everywhere unsafe: app',
        'roles unsafe: app: SYSTEM-SHUTDOWN',
        'rights on every database unsafe: app: SELECT',
        'grant option unsafe: app: SELECT',
        'log_queries unsafe: 0',
      ],
    },
  },
]
