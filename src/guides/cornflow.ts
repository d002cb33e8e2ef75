import type { Guide } from '../model/guide.ts'
import { row } from './row.ts'
import { against, by } from './select.ts'

const app = { technology: ['cornflow'] }
const airflow = { technology: ['airflow'] }
const workflow = { technology: ['airflow', 'celery', 'flower'] }
const directory = { technology: ['openldap'] }
const redis = { technology: ['redis'] }
/** Where the password of a directory's administrator stands, at either end. */
const bind = [
  'LDAP_ADMIN_PASSWORD',
  'LDAP_CONFIG_PASSWORD',
  'LDAP_CONFIG_ADMIN_PASSWORD',
  'LDAP_READONLY_USER_PASSWORD',
  'ADMIN_PASS',
  'CONFIG_PASS',
  'LDAP_BIND_PASSWORD',
  'AIRFLOW_LDAP_BIND_PASSWORD',
  'LDAP_HOST',
  'AIRFLOW_LDAP_URI',
]
/** Where the password of a directory's user stands, at either end. */
const users = ['userPassword', 'LDAP_PASSWORDS', 'AIRFLOW_URL', 'AIRFLOW_PWD', 'CORNFLOW_SERVICE_PWD', 'AIRFLOW_CONN_CF_URI']

export const cornflow: Guide = {
  id: 'cornflow',
  title: 'Cornflow: production deployment and security',
  technologies: ['cornflow'],
  requirements: [
    row(
      'CNF-01',
      'Airflow, on which Cornflow stands, is ready for production itself',
      against('component/healthcheck component/healthcheck-meaningful', { technology: ['airflow', 'celery', 'flower', 'cornflow'] }),
      by('component/sample-data component/production-topology component/debug-mode', airflow),
      by('secret/framework-key', {
        ...airflow,
        key: ['AIRFLOW__WEBSERVER__SECRET_KEY', 'AIRFLOW__API__SECRET_KEY', 'AIRFLOW__API_AUTH__JWT_SECRET'],
      }),
    ),
    row(
      'CNF-02',
      'What runs is not the example compose file as it was shipped',
      by('component/example-deployment component/vendor-example component/image-pinned component/placeholder'),
      by('store/persistent', { role: ['datastore', 'broker'] }),
    ),
    row('CNF-03', 'The back end is an external PostgreSQL', by('component/production-topology', app)),
    row('CNF-04', 'Settings of the back end take effect', by('component/dead-key', { technology: ['cornflow', 'airflow'] })),
    row('CNF-05', 'Credentials of the database do not stand in its address', by('secret/in-url', { technology: ['cornflow', 'airflow'] })),
    row(
      'CNF-06',
      'A reverse proxy ends TLS, since the application has none',
      by('listener/plain-http', app),
      by('listener/tls-policy', { role: ['proxy'] }),
    ),
    row(
      'CNF-07',
      'The proxy listens with TLS, a certificate and its key',
      by('listener/plain-http listener/tls-policy channel/certificate', { role: ['proxy'] }),
    ),
    row(
      'CNF-08',
      'The application is reached through the proxy alone',
      by('listener/plain-http listener/all-interfaces listener/admin-published', { technology: ['cornflow', 'airflow'] }),
      against('zone/segmented'),
    ),
    row('CNF-09', 'The proxy turns unknown host names away', by('listener/host-header', { role: ['proxy'] })),
    row('CNF-10', 'WebSockets keep working through TLS', by('listener/proxy-trust', { role: ['proxy'], key: ['proxy_set_header Connection'] })),
    row(
      'CNF-11',
      'Error answers hold no internals',
      by('component/debug-mode', app),
      against('listener/security-headers', { role: ['proxy'], key: ['server_tokens', 'ServerTokens', 'ServerSignature'] }),
    ),
    row('CNF-12', 'The private key of the certificate is protected', by('channel/certificate')),
    row('CNF-13', 'The rewriting of /v1 survives'),
    row(
      'CNF-14',
      'User names and passwords are kept in a safe place',
      by('secret/literal secret/clear-text-file secret/in-argument'),
      by('secret/left-behind', directory),
    ),
    row('CNF-15', 'Secrets in the environment come from a key management system', by('secret/literal')),
    row('CNF-16', 'Services get their secrets from Docker', by('secret/literal')),
    row('CNF-17', 'The broker of Celery asks for a password', by('listener/authenticated channel/authenticated', redis)),
    row(
      'CNF-18',
      'Every Airflow service has the same Redis password',
      by('channel/authenticated channel/coherent', { ...redis, from: workflow.technology }),
    ),
    row('CNF-19', 'Redis enforces the password that its clients are told', by('channel/coherent listener/authenticated', redis)),
    row(
      'CNF-20',
      'Flower asks for a login of its own',
      by('listener/authenticated listener/admin-published listener/plain-http listener/all-interfaces secret/published secret/weak secret/shared', {
        technology: ['flower'],
      }),
      by('listener/admin-published', airflow),
    ),
    row('CNF-21', 'Users log in through the directory of the organisation'),
    row('CNF-22', 'The settings of the directory are there before the service starts'),
    row(
      'CNF-23',
      'The example users of the directory do not exist',
      by('secret/clear-text-file', directory),
      by('secret/published secret/weak', { ...directory, key: users }),
    ),
    row(
      'CNF-24',
      'The administrator of the directory has no default password',
      by('secret/published secret/weak', { ...directory, key: bind }),
      against('secret/left-behind', directory),
    ),
    row(
      'CNF-25',
      'Traffic with the directory is encrypted and the server is checked',
      by('channel/encrypted channel/server-verified', directory),
      against('channel/plaintext-refused', directory),
      by('channel/encrypted channel/server-verified', { key: ['LDAP_HOST', 'AIRFLOW_LDAP_URI'] }),
      by('component/dead-key', { key: ['LDAP_USE_TLS', 'AIRFLOW_LDAP_USE_TLS', 'AIRFLOW_LDAP_TLS_CA_CERTIFICATE'] }),
    ),
    row(
      'CNF-26',
      'Neither the directory nor its admin pages are exposed',
      by('listener/datastore-published', directory),
      by('listener/admin-published listener/plain-http listener/all-interfaces', { technology: ['phpldapadmin'] }),
    ),
    row(
      'CNF-27',
      'Airflow uses the directory too',
      by('component/dead-key', { ...airflow, key: ['AIRFLOW_LDAP_ENABLE'] }),
      by('listener/anonymous-access listener/proxy-trust', { ...airflow, key: ['AUTH_ROLE_PUBLIC', 'AUTH_TYPE'] }),
    ),
    row('CNF-28', 'Roles that come from the directory grant the least', by('identity/role-mapping', { technology: ['cornflow', 'airflow'] })),
    row('CNF-29', 'Cornflow does not use the admin account of Airflow', by('identity/administrator', { ...airflow, from: ['cornflow'] })),
    row('CNF-30', 'The role of Cornflow may manage DAGs, tasks and jobs'),
    row('CNF-31', 'The role of Cornflow may not manage users or settings', by('identity/administrator', { ...airflow, from: ['cornflow'] })),
    row(
      'CNF-32',
      'The key that signs tokens is set and stays',
      by('secret/framework-key secret/published secret/weak', { ...app, key: ['FERNET_KEY'] }),
      by('component/dead-key', { ...app, key: ['SECRET_KEY'] }),
    ),
    row('CNF-33', 'Cornflow runs as production', by('component/debug-mode', { ...app, key: ['FLASK_ENV'] })),
    row(
      'CNF-34',
      "Only the web client's origin may call from a browser",
      by('listener/cross-origin', app),
      by('component/dead-key', { ...app, key: ['CORS_ORIGINS'] }),
    ),
    row('CNF-35', 'Nobody signs up without being asked', by('identity/open-signup', app)),
    row('CNF-36', 'Users run only the DAGs and see only the objects that are theirs', by('identity/over-privileged-default', app)),
    row('CNF-37', 'Tokens and passwords expire', by('identity/token-lifetime', app)),
    row(
      'CNF-38',
      'Built-in accounts have no default password',
      by('secret/published secret/weak', { technology: ['cornflow', 'airflow', 'postgres'] }),
    ),
    row(
      'CNF-39',
      'Airflow encrypts connections with one key, equal in all its services',
      by('secret/framework-key secret/published secret/weak', { ...airflow, key: ['AIRFLOW__CORE__FERNET_KEY'] }),
      by('store/encryption-at-rest', airflow),
    ),
    row('CNF-40', 'Airflow calls Cornflow back over HTTPS', by('channel/encrypted channel/server-verified', { ...app, from: ['airflow', 'celery'] })),
    row('CNF-41', 'Nobody can reset passwords without a login', against('channel/guesses', app)),
    row('CNF-42', 'Guessing of logins is slowed down', by('channel/guesses', app)),
    row('CNF-43', 'Login names cannot change the filter that asks the directory'),
  ],
}
