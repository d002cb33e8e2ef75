import type { CatalogueTable } from '../../settings/catalogue.ts'

const keys = [
  'SECRET_KEY',
  'API_KEYS',
  'REST_API_KEY',
  'REST_API_SERVER_URL',
  'JWT_COOKIE_SECURE',
  'SQLALCHEMY_DATABASE_URI',
  'FS_URI',
  'CELERY_BROKER_URL',
  'CELERY_RESULT_BACKEND',
  'WSGI_SERVER',
  'SAML_ENABLED',
  'SAML_SETTINGS',
  'SAML_EMAIL_ATTRIBUTE',
  'SAML_ROLE_ATTRIBUTE',
  'ALLOWED_LOGINS',
  'SANDBOX_MODE',
  'NOTIFICATION_PROVIDERS',
  'LICENSE_KEY',
]

const also = [
  'API_KEY API_URL API_VERIFY_SSL NOTEBOOK_CONFIGS CONFIGS CORRIDOR_HOME DATABASE_DIR APP_PROCESSES OUTPUT_DATA_FORMAT OUTPUT_DATA_LOCATION',
  'TASK_SOFT_TIME_LIMIT TASK_TIME_LIMIT WORKER_PROCESSES WORKER_QUEUES REQUIRE_SIMULATION SAML_URL SAML_NAME SAML_PATH SAML_USER_ATTRIBUTE',
].flatMap((line) => line.split(' '))

/** Names in api_config.py, app_config.py and worker_config.py: the self-hosting manual of 2023 to 2026 (the program itself is not public). */
export const names: CatalogueTable = { keys, also, stake: 'data' }

/** The same as variables. */
export const variables: CatalogueTable = {
  keys: keys.map((key) => `CORRIDOR_${key}`),
  also: [...also.map((key) => `CORRIDOR_${key}`), 'CORRIDOR_CONFIG_DIR', 'CORRIDOR_DB_PASSWORD', 'CORRIDOR_C_FORCE_ROOT'],
  stake: 'data',
}
