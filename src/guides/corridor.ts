import type { Guide } from '../model/guide.ts'
import { appliesTo, row } from './row.ts'
import { against, by } from './select.ts'

const app = { technology: ['corridor'] }
const spark = { technology: ['spark'] }
const jupyter = { technology: ['jupyter'] }
const redis = { technology: ['redis'] }
const ftp = { technology: ['proftpd', 'vsftpd'] }
const forcedTls = [
  'force_anon_data_ssl',
  'force_anon_logins_ssl',
  'force_local_data_ssl',
  'force_local_logins_ssl',
  'implicit_ssl',
  'TLSEngine',
  'TLSRequired',
]
const databases = { technology: ['mysql', 'postgres'] }
const sql = ['CORRIDOR_SQLALCHEMY_DATABASE_URI', 'SQLALCHEMY_DATABASE_URI']
const queue = ['CORRIDOR_CELERY_BROKER_URL', 'CELERY_BROKER_URL', 'CORRIDOR_CELERY_RESULT_BACKEND', 'CELERY_RESULT_BACKEND']
const api = ['CORRIDOR_REST_API_SERVER_URL', 'REST_API_SERVER_URL']
const files = ['CORRIDOR_FS_URI', 'FS_URI']
const signing = ['CORRIDOR_SECRET_KEY', 'SECRET_KEY']

/** Commit 19bd9d4 of the vendor's documents, 15 June 2026: tasks went from Celery and Redis to the database. */
const withRedis = { technology: 'corridor', before: '2026.06', because: 'since June 2026 Corridor queues its tasks in the database, without Redis' }

export const corridor: Guide = {
  id: 'corridor',
  title: 'Corridor: hardening',
  technologies: ['corridor'],
  requirements: [
    row('COR-01', 'The data lake is encrypted at rest'),
    row('COR-02', 'Files that users upload are encrypted at rest'),
    row('COR-03', 'The metadata database is encrypted at rest', by('store/encryption-at-rest', databases)),
    appliesTo(withRedis, row('COR-04', 'What Redis keeps for a while is protected at rest', by('store/encryption-at-rest', redis))),
    row('COR-05', 'Notebooks are encrypted at rest'),
    row('COR-06', 'Every store has backups that are fresh, encrypted and restorable'),
    row('COR-07', 'Every place where the platform keeps data is known', by('store/persistent', { technology: ['corridor', 'mysql', 'postgres'] })),
    row('COR-08', 'The web application calls the API over checked HTTPS', by('channel/encrypted channel/server-verified', { key: api })),
    row(
      'COR-09',
      'Files are moved over FTPS where FTP is used',
      by('channel/encrypted channel/server-verified', { key: files }),
      against('listener/tls-policy', ftp),
    ),
    row('COR-10', 'SQL connections use TLS and check the server', by('channel/encrypted channel/server-verified', { key: sql })),
    appliesTo(
      withRedis,
      row('COR-11', 'Redis is called with TLS and a password', by('channel/encrypted channel/server-verified channel/authenticated', { key: queue })),
    ),
    row(
      'COR-12',
      'Workers and notebooks show Spark a Kerberos ticket',
      by('channel/authenticated', spark),
      by('component/contradiction', { ...spark, key: ['spark.kerberos.keytab'] }),
      by('listener/anonymous-access', { ...spark, key: ['hadoop.security.authentication'] }),
    ),
    row(
      'COR-13',
      'The client package calls the API over HTTPS and checks it',
      by('channel/encrypted channel/server-verified', { key: ['CORRIDOR_API_URL', 'API_URL'] }),
      by('channel/tls-verification', { ...app, key: ['API_VERIFY_SSL'] }),
    ),
    row(
      'COR-14',
      'Notebooks call the web application over HTTPS',
      by('channel/encrypted channel/server-verified', { ...app, from: ['jupyter'] }),
      by('channel/encrypted channel/server-verified', { from: ['jupyter'], key: ['CORRIDOR_API_URL', 'auth_api_url'] }),
    ),
    row(
      'COR-15',
      'Users reach pages and notebooks over HTTPS and WSS alone',
      by('listener/plain-http', { technology: ['corridor', 'jupyter', 'nginx'] }),
    ),
    row('COR-16', 'No connection exists but the documented ones', by('zone/segmented zone/datastore-isolated')),
    row('COR-17', 'Settings files are readable by their process alone', against('store/configuration-writable', app), by('store/file-access', app)),
    row('COR-18', 'Installed files cannot be changed by others', by('component/writable-root', app)),
    row(
      'COR-19',
      'Every process has a user of its own that is not root',
      by('component/root-user'),
      by('identity/over-privileged-default', { ...app, key: ['C_FORCE_ROOT'] }),
    ),
    row('COR-20', 'The web application is reached through a web server alone', by('listener/plain-http listener/all-interfaces', app)),
    row('COR-21', 'HTTPS is served with a valid certificate', by('channel/certificate'), against('listener/tls-policy', { role: ['proxy'] })),
    row('COR-22', 'Login cookies are sent over HTTPS alone', by('listener/cookie-flags', app)),
    row(
      'COR-23',
      'The SECRET_KEY of the web application is strong and its own',
      by('secret/framework-key secret/published secret/weak secret/shared', { ...app, key: signing }),
    ),
    row(
      'COR-24',
      'Users log in at an identity provider, not the built-in one',
      by('identity/over-privileged-default', { ...app, key: ['ALLOWED_LOGINS', 'SAML_ENABLED'] }),
      by('component/debug-mode', { ...app, key: ['SANDBOX_MODE'] }),
    ),
    row('COR-25', 'The API is behind a web server', by('listener/plain-http listener/all-interfaces', app)),
    row(
      'COR-26',
      'The API is served over HTTPS',
      against('listener/plain-http', app),
      by('channel/certificate listener/tls-policy', { role: ['proxy'] }),
    ),
    row(
      'COR-27',
      "The SECRET_KEY of the API is strong and not the web application's",
      by('secret/framework-key secret/published secret/weak secret/shared', { ...app, key: signing }),
    ),
    row(
      'COR-28',
      'The API takes no call without a key',
      by('listener/authenticated', app),
      by('channel/authenticated', { ...app, from: ['corridor'] }),
      by('secret/framework-key secret/published secret/weak', {
        ...app,
        key: ['CORRIDOR_API_KEYS', 'API_KEYS', 'CORRIDOR_API_KEY', 'CORRIDOR_REST_API_KEY', 'REST_API_KEY'],
      }),
    ),
    row('COR-29', 'Nothing connects to the worker', by('listener/all-interfaces listener/plain-http', { ...app, role: ['worker'] })),
    row(
      'COR-30',
      'The Spark cluster uses Kerberos',
      by('listener/authenticated', spark),
      by('listener/anonymous-access', { ...spark, key: ['hadoop.security.authentication', 'spark.authenticate'] }),
      against('listener/tls-policy', { technology: ['kerberos'] }),
    ),
    row(
      'COR-31',
      'Spark is secured as its own manual asks',
      by('listener/authenticated listener/admin-published listener/datastore-published listener/anonymous-access channel/encrypted', spark),
      by('listener/tls-policy listener/remote-management listener/security-headers component/contradiction component/data-in-logs', spark),
      by('store/encryption-at-rest store/file-access identity/over-privileged-default component/dead-key', spark),
    ),
    row('COR-32', 'Notebooks are behind a web server with HTTPS', by('listener/plain-http listener/admin-published', jupyter)),
    row(
      'COR-33',
      'Jupyter is secured as its own manual asks',
      by(
        'listener/authenticated listener/anonymous-access listener/cross-origin listener/remote-management secret/published secret/weak secret/framework-key',
        jupyter,
      ),
      by('channel/tls-verification identity/password-policy identity/over-privileged-default listener/security-headers', jupyter),
      by('identity/open-signup', jupyter),
    ),
    row('COR-34', 'The disk of a local file store is encrypted', by('store/encryption-at-rest secret/key-management', { technology: ['linux'] })),
    row(
      'COR-35',
      'The FTP server takes no clear text',
      by('channel/plaintext-refused', ftp),
      against('component/dead-key', { ...ftp, key: forcedTls }),
    ),
    row('COR-36', 'What lies behind FTP is encrypted at rest'),
    row('COR-37', 'The database asks who connects', by('listener/authenticated', databases), by('channel/authenticated', { key: sql })),
    row(
      'COR-38',
      'The database is secured as its own manual asks',
      by('identity/administrator', { ...databases, from: ['corridor'] }),
      by('listener/authenticated', databases),
      against('listener/datastore-published secret/published secret/weak', databases),
    ),
    appliesTo(withRedis, row('COR-39', 'Redis is reached over TLS alone', by('channel/plaintext-refused channel/encrypted', redis))),
    appliesTo(
      withRedis,
      row(
        'COR-40',
        'Redis is reached by its clients alone',
        by('listener/datastore-published zone/datastore-isolated', redis),
        by('zone/firewall', { technology: ['linux'], key: ['port 6379'] }),
      ),
    ),
    appliesTo(
      withRedis,
      row('COR-41', 'Redis asks for a password', by('listener/authenticated channel/authenticated secret/published secret/weak', redis)),
    ),
    appliesTo(
      withRedis,
      row(
        'COR-42',
        'Redis is secured as its own manual asks',
        by('identity/over-privileged-default listener/client-certificate listener/tls-policy store/file-access', redis),
        by('component/contradiction component/data-in-logs', redis),
      ),
    ),
    row(
      'COR-43',
      'The directory is reached over LDAPS',
      by('channel/encrypted channel/server-verified channel/plaintext-refused', { technology: ['openldap'] }),
    ),
    row(
      'COR-44',
      'SAML messages are signed with a valid certificate',
      by('channel/message-signing component/debug-mode', { technology: ['saml'] }),
      by('channel/message-signing', app),
      by('component/debug-mode', { ...app, key: ['SAML_SETTINGS.debug'] }),
    ),
    row('COR-45', 'What is not used needs no control'),
    row('COR-46', 'The development server is not what runs', by('component/development-server', app)),
    row(
      'COR-47',
      'Credentials of databases and queues are not in settings files',
      by('secret/in-url secret/clear-text-file secret/literal', { key: [...sql, ...queue] }),
      by('secret/clear-text-file', app),
    ),
    row('COR-48', 'Forwarding headers are believed from trusted proxies alone', by('listener/proxy-trust')),
    row('COR-49', 'Only pinned images run', by('component/image-pinned')),
  ],
}
