/**
 * Stand-ins for products that Debian does not have: what their manuals say that they answer, open and closed. Nothing of them is the product's.
 * Paths without an answer are 404.
 */
export interface StandIn {
  readonly technology: string
  readonly login: string
  readonly open: Readonly<Record<string, Reply>>
  readonly closed: Readonly<Record<string, Reply>>
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

const json = (value: unknown, status = 200): Reply => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })
const text = (body: string, status = 200): Reply => ({ status, headers: { 'content-type': 'text/plain' }, body })
const basic: Reply = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: 'Unauthorized' }
/** Everything is turned away, known or not. */
const allBasic: Readonly<Record<string, Reply>> = { '*': basic }

export const standIns: readonly StandIn[] = [
  {
    technology: 'airflow',
    login: 'password',
    open: { '/health': json({ metadatabase: { status: 'healthy' } }), '/api/v1/dags': json({ dags: [], total_entries: 0 }) },
    closed: { '/health': json({ metadatabase: { status: 'healthy' } }), '/api/v1/dags': json({ title: 'Unauthorized', status: 401 }, 401) },
  },
  {
    technology: 'airflow',
    login: 'password',
    open: { '/api/v2/version': json({ version: '3.0.1' }), '/api/v2/dags': json({ dags: [], total_entries: 0 }) },
    closed: { '/api/v2/version': json({ version: '3.0.1' }), '/api/v2/dags': json({ detail: 'Not authenticated' }, 401) },
  },
  {
    technology: 'flower',
    login: 'password',
    open: { '/healthcheck': text('OK'), '/api/workers': json({}), '/tasks': text('<html><head><title>Flower</title>') },
    closed: { '/healthcheck': text('OK'), '/api/workers': basic, '/tasks': { status: 302, headers: { location: '/login?next=%2Ftasks' }, body: '' } },
  },
  {
    technology: 'spark',
    login: 'password',
    open: {
      '/json/': json({ url: 'spark://a:7077', workers: [], cores: 0 }),
      '/v1/submissions/status/ringwall': json({ action: 'SubmissionStatusResponse', serverSparkVersion: '3.5.1', success: false }),
    },
    closed: allBasic,
  },
  {
    technology: 'grafana',
    login: 'password',
    open: { '/api/health': json({ database: 'ok' }), '/api/org': json({ id: 1, name: 'Main Org.' }) },
    closed: { '/api/health': json({ database: 'ok' }), '/api/org': json({ message: 'Unauthorized' }, 401) },
  },
  {
    technology: 'alertmanager',
    login: 'password',
    open: { '/-/healthy': text('OK'), '/api/v2/status': json({ cluster: {}, config: { original: '' } }) },
    closed: allBasic,
  },
  {
    technology: 'loki',
    login: 'password',
    open: { '/ready': text('ready\n'), '/loki/api/v1/labels': json({ status: 'success', data: [] }) },
    closed: allBasic,
  },
  {
    technology: 'minio',
    login: 'password',
    open: { '/minio/health/live': text(''), '/': text('<?xml version="1.0"?><ListAllMyBucketsResult xmlns="x"></ListAllMyBucketsResult>') },
    closed: { '/minio/health/live': text(''), '/': text('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 403) },
  },
  ...['elasticsearch', 'opensearch'].map((technology) => ({
    technology,
    login: 'password',
    open: { '/_cat/indices': json([{ index: 'a' }]), '/': json({ cluster_name: 'a' }) },
    closed: allBasic,
  })),
  {
    technology: 'clickhouse',
    login: 'password',
    open: { '/ping': text('Ok.\n'), '/': text('1\n') },
    closed: {
      '/ping': text('Ok.\n'),
      '/': text('Code: 516. DB::Exception: default: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)', 403),
    },
  },
  {
    technology: 'couchdb',
    login: 'password',
    open: { '/': json({ couchdb: 'Welcome' }), '/_all_dbs': json([]) },
    closed: { '/': json({ couchdb: 'Welcome' }), '/_all_dbs': json({ error: 'unauthorized' }, 401) },
  },
  {
    technology: 'influxdb',
    login: 'password',
    open: { '/ping': text('', 204), '/query': json({ results: [] }) },
    closed: { '/ping': text('', 204), '/query': json({ error: 'unable to parse authentication credentials' }, 401) },
  },
  {
    technology: 'zookeeper',
    login: 'certificate',
    open: { '/commands/configuration': json({ client_port: 2181 }) },
    closed: allBasic,
  },
  {
    technology: 'kibana',
    login: 'password',
    open: { '/api/status': json({ status: {} }), '/api/saved_objects/_find': json({ saved_objects: [] }) },
    closed: { '/api/status': json({ status: {} }), '/api/saved_objects/_find': json({ statusCode: 401 }, 401) },
  },
  {
    technology: 'kong',
    login: 'token',
    open: { '/services': json({ data: [], next: null }) },
    closed: { '/services': json({ message: 'Invalid credentials' }, 401) },
  },
  {
    technology: 'coopr',
    login: 'password',
    open: { '/status': text('OK\n'), '/v2/clusters': json([]) },
    closed: { '/status': text('OK\n'), '/v2/clusters': text('', 401) },
  },
  {
    technology: 'cornflow',
    login: 'token',
    open: { '/health/': json({ cornflow_status: 'healthy' }), '/instance/': json([]) },
    closed: { '/health/': json({ cornflow_status: 'healthy' }), '/instance/': json({ error: 'Auth token is not available' }, 400) },
  },
  ...['/api/core/v2', '/api/v2'].map((path) => ({
    technology: 'enmeshed-connector',
    login: 'token',
    open: { '/health': json({ isHealthy: true }), [`${path}/Account/IdentityInfo`]: json({ result: {} }) },
    closed: {
      '/health': json({ isHealthy: true }),
      [`${path}/Account/IdentityInfo`]: json({ error: { code: 'error.connector.unauthorized' } }, 401),
    },
  })),
  {
    technology: 'hyperswitch',
    login: 'token',
    open: { '/health': text('health is good'), '/payments/list': json({ size: 0, data: [] }) },
    closed: { '/health': text('health is good'), '/payments/list': json({ error: { code: 'IR_01' } }, 401) },
  },
  {
    technology: 'keycloak',
    login: 'password',
    open: { '/realms/master': json({ realm: 'master' }), '/admin/realms': json([]), '/metrics': text('# TYPE jvm_threads gauge\n') },
    closed: { '/realms/master': json({ realm: 'master' }), '/admin/realms': json({ error: 'HTTP 401 Unauthorized' }, 401) },
  },
  {
    technology: 'vault',
    login: 'token',
    open: { '/v1/sys/seal-status': json({ sealed: true }), '/v1/sys/init': json({ initialized: false }), '/v1/sys/auth': json({ data: {} }) },
    closed: {
      '/v1/sys/seal-status': json({ sealed: false }),
      '/v1/sys/init': json({ initialized: true }),
      '/v1/sys/auth': json({ errors: ['permission denied'] }, 403),
    },
  },
  {
    technology: 'consul',
    login: 'token',
    open: { '/v1/status/leader': text('"10.0.0.5:8300"'), '/v1/agent/self': json({ Config: {}, Member: {} }) },
    closed: { '/v1/status/leader': text('"10.0.0.5:8300"'), '/v1/agent/self': text('Permission denied', 403) },
  },
  {
    technology: 'kubernetes-node',
    login: 'certificate',
    open: { '/pods': json({ kind: 'PodList', items: [] }) },
    closed: { '*': text('Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)', 403) },
  },
]
