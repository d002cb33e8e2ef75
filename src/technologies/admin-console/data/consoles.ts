import type { Authentication, Protocol, Role } from '../../../model/vocabulary.ts'

/** A web page that administrates something else, or catches its mail. */
export interface Console {
  readonly title: string
  readonly images: readonly string[]
  readonly role?: Role
  readonly ports: readonly ConsolePort[]
  /** Who may use it. */
  readonly login: Login
  /** Connections that its own variables describe. */
  readonly clients?: readonly Client[]
  readonly store?: string
}

export interface ConsolePort {
  readonly port: number
  /** Variable that moves it. */
  readonly key?: string
  readonly protocol?: Protocol
  readonly purpose?: 'admin' | 'application' | 'mail' | 'data'
  /** It asks for less than the page does. */
  readonly open?: boolean
  readonly tls?: boolean
}

/** What the page asks of its visitor when nothing is set, and what changes that. */
export interface Login {
  readonly byDefault: Authentication
  /** Product, version and behaviour, as evidence. */
  readonly why: string
  /** Variables that all have to be set for a login: user, then password. */
  readonly user?: string
  readonly password?: string
  /** Published values that hold when the variables are not set. */
  readonly published?: { readonly user: string; readonly password: string }
  /** A variable with the words of its value that switch the login off, or on. */
  readonly mode?: { readonly key: string; readonly off: readonly string[] }
  /** Variables of which any brings a login of another kind. */
  readonly others?: readonly string[]
}

export interface Client {
  readonly key: string
  readonly protocol: Protocol
  readonly port?: number
  readonly user?: string
  readonly password?: string
  /** Variable with the port. */
  readonly portKey?: string
}

const openPage = (why: string): Login => ({ byDefault: 'none', why })

export const consoles: readonly Console[] = [
  {
    title: 'Adminer',
    images: ['adminer', 'adminerevo/adminerevo', 'dockette/adminer', 'michalhosna/adminer', 'shyim/adminerevo'],
    ports: [{ port: 8080 }],
    login: { byDefault: 'delegated', why: 'Adminer passes the name and password of its visitor on to any database that he names' },
  },
  {
    title: 'phpMyAdmin',
    images: ['phpmyadmin', 'phpmyadmin/phpmyadmin', 'bitnami/phpmyadmin', 'linuxserver/phpmyadmin'],
    ports: [{ port: 80, key: 'APACHE_PORT' }],
    // PMA_USER and PMA_PASSWORD switch auth_type to config: everybody is that user
    login: { byDefault: 'delegated', why: 'phpMyAdmin asks for a user of the database' },
    clients: [{ key: 'PMA_HOST', protocol: 'mysql', port: 3306, portKey: 'PMA_PORT', user: 'PMA_USER', password: 'PMA_PASSWORD' }],
  },
  {
    title: 'pgAdmin',
    images: ['dpage/pgadmin4', 'elestio/pgadmin'],
    ports: [{ port: 80, key: 'PGADMIN_LISTEN_PORT' }],
    login: {
      byDefault: 'password',
      why: 'pgAdmin 4 refuses to start without PGADMIN_DEFAULT_EMAIL and a password',
      user: 'PGADMIN_DEFAULT_EMAIL',
      password: 'PGADMIN_DEFAULT_PASSWORD',
      mode: { key: 'PGADMIN_CONFIG_SERVER_MODE', off: ['false'] },
    },
    store: '/var/lib/pgadmin',
  },
  {
    title: 'mongo-express',
    images: ['mongo-express', 'mongo-express/mongo-express'],
    ports: [{ port: 8081, key: 'PORT' }],
    login: {
      byDefault: 'password',
      why: 'mongo-express 1.0 and later has the published login admin/pass',
      user: 'ME_CONFIG_BASICAUTH_USERNAME',
      password: 'ME_CONFIG_BASICAUTH_PASSWORD',
      published: { user: 'admin', password: 'pass' },
      mode: { key: 'ME_CONFIG_BASICAUTH', off: ['false', '0', 'no'] },
    },
    clients: [
      {
        key: 'ME_CONFIG_MONGODB_SERVER',
        protocol: 'mongodb',
        port: 27017,
        portKey: 'ME_CONFIG_MONGODB_PORT',
        user: 'ME_CONFIG_MONGODB_ADMINUSERNAME',
        password: 'ME_CONFIG_MONGODB_ADMINPASSWORD',
      },
    ],
  },
  {
    title: 'Redis Commander',
    images: ['rediscommander/redis-commander', 'ghcr.io/joeferner/redis-commander', 'joeferner/redis-commander'],
    ports: [{ port: 8081, key: 'PORT' }],
    login: {
      byDefault: 'none',
      why: 'Redis Commander asks for nothing unless HTTP_USER and HTTP_PASSWORD are set',
      user: 'HTTP_USER',
      password: 'HTTP_PASSWORD',
    },
    clients: [{ key: 'REDIS_HOST', protocol: 'redis', port: 6379, portKey: 'REDIS_PORT', password: 'REDIS_PASSWORD' }],
  },
  {
    title: 'Redis Insight',
    images: ['redis/redisinsight', 'redislabs/redisinsight'],
    ports: [{ port: 5540, key: 'RI_APP_PORT' }],
    login: openPage('Redis Insight has no login of its own'),
    store: '/data',
  },
  {
    title: 'Kafka UI',
    images: ['provectuslabs/kafka-ui', 'kafbat/kafka-ui', 'ghcr.io/kafbat/kafka-ui'],
    ports: [{ port: 8080, key: 'SERVER_PORT' }],
    login: {
      byDefault: 'none',
      why: 'Kafka UI has AUTH_TYPE DISABLED by default',
      user: 'SPRING_SECURITY_USER_NAME',
      password: 'SPRING_SECURITY_USER_PASSWORD',
      mode: { key: 'AUTH_TYPE', off: ['disabled', ''] },
    },
    clients: [{ key: 'KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS', protocol: 'kafka', port: 9092 }],
  },
  {
    title: 'Kafdrop',
    images: ['obsidiandynamics/kafdrop'],
    ports: [{ port: 9000, key: 'SERVER_PORT' }],
    login: openPage('Kafdrop has no login'),
    clients: [{ key: 'KAFKA_BROKERCONNECT', protocol: 'kafka', port: 9092 }],
  },
  {
    title: 'AKHQ',
    images: ['tchiotludo/akhq'],
    ports: [{ port: 8080, key: 'MICRONAUT_SERVER_PORT' }],
    login: openPage('AKHQ has no login unless micronaut.security is switched on'),
  },
  {
    title: 'CMAK',
    images: ['hlebalbau/kafka-manager', 'sheepkiller/kafka-manager', 'ghcr.io/eshepelyuk/dckr/cmak-*'],
    ports: [{ port: 9000 }],
    login: {
      byDefault: 'none',
      why: 'CMAK asks for nothing unless KAFKA_MANAGER_AUTH_ENABLED is true',
      user: 'KAFKA_MANAGER_USERNAME',
      password: 'KAFKA_MANAGER_PASSWORD',
    },
    clients: [{ key: 'ZK_HOSTS', protocol: 'zookeeper', port: 2181 }],
  },
  {
    title: 'MailHog',
    images: ['mailhog/mailhog', '*/mailhog'],
    role: 'mail',
    ports: [{ port: 8025 }, { port: 1025, protocol: 'smtp', purpose: 'mail', open: true }],
    login: { byDefault: 'none', why: 'MailHog shows all mail to everybody unless MH_AUTH_FILE is set', others: ['MH_AUTH_FILE'] },
  },
  {
    title: 'Mailpit',
    images: ['axllent/mailpit'],
    role: 'mail',
    ports: [{ port: 8025 }, { port: 1025, protocol: 'smtp', purpose: 'mail', open: true }],
    login: {
      byDefault: 'none',
      why: 'Mailpit shows all mail to everybody unless MP_UI_AUTH or MP_UI_AUTH_FILE is set',
      others: ['MP_UI_AUTH', 'MP_UI_AUTH_FILE'],
    },
  },
  {
    title: 'MailDev',
    images: ['maildev/maildev', 'djfarrelly/maildev'],
    role: 'mail',
    ports: [
      { port: 1080, key: 'MAILDEV_WEB_PORT' },
      { port: 1025, key: 'MAILDEV_SMTP_PORT', protocol: 'smtp', purpose: 'mail', open: true },
    ],
    login: {
      byDefault: 'none',
      why: 'MailDev shows all mail to everybody unless MAILDEV_WEB_USER and MAILDEV_WEB_PASS are set',
      user: 'MAILDEV_WEB_USER',
      password: 'MAILDEV_WEB_PASS',
    },
  },
  {
    title: 'MailCatcher',
    images: ['schickling/mailcatcher', 'sj26/mailcatcher', 'dockage/mailcatcher'],
    role: 'mail',
    ports: [{ port: 1080 }, { port: 1025, protocol: 'smtp', purpose: 'mail', open: true }],
    login: openPage('MailCatcher shows all mail to everybody'),
  },
  {
    title: 'smtp4dev',
    images: ['rnwood/smtp4dev'],
    role: 'mail',
    ports: [{ port: 80 }, { port: 25, protocol: 'smtp', purpose: 'mail', open: true }],
    login: openPage('smtp4dev shows all mail to everybody'),
  },
  {
    title: 'Portainer',
    images: ['portainer/portainer-ce', 'portainer/portainer-ee', 'portainer/portainer'],
    ports: [{ port: 9000 }, { port: 9443, tls: true }],
    login: { byDefault: 'password', why: 'Portainer asks for an account, which the first visitor makes' },
    store: '/data',
  },
  {
    title: 'Dozzle',
    images: ['amir20/dozzle'],
    ports: [{ port: 8080 }],
    login: {
      byDefault: 'none',
      why: 'Dozzle shows all logs to everybody unless DOZZLE_AUTH_PROVIDER is set',
      mode: { key: 'DOZZLE_AUTH_PROVIDER', off: ['none', ''] },
    },
  },
  {
    title: 'cAdvisor',
    images: ['gcr.io/cadvisor/cadvisor', 'google/cadvisor', 'ghcr.io/google/cadvisor'],
    role: 'observability',
    ports: [{ port: 8080 }],
    login: openPage('cAdvisor asks for nothing unless --http_auth_file is given'),
  },
  {
    title: 'Yacht',
    images: ['selfhostedpro/yacht'],
    ports: [{ port: 8000 }],
    login: {
      byDefault: 'password',
      why: 'Yacht has the published login admin@yacht.local/pass',
      published: { user: 'admin@yacht.local', password: 'pass' },
      password: 'ADMIN_PASSWORD',
      user: 'ADMIN_EMAIL',
    },
  },
  { title: 'elasticsearch-head', images: ['mobz/elasticsearch-head'], ports: [{ port: 9100 }], login: openPage('elasticsearch-head has no login') },
  {
    title: 'Cerebro',
    images: ['lmenezes/cerebro'],
    ports: [{ port: 9000, key: 'CEREBRO_PORT' }],
    login: {
      byDefault: 'none',
      why: 'Cerebro asks for nothing unless AUTH_TYPE is set',
      user: 'BASIC_AUTH_USER',
      password: 'BASIC_AUTH_PWD',
      mode: { key: 'AUTH_TYPE', off: [''] },
    },
  },
  { title: 'Elasticvue', images: ['cars10/elasticvue'], ports: [{ port: 8080 }], login: openPage('Elasticvue has no login') },
  {
    title: 'Seq',
    images: ['datalust/seq'],
    role: 'observability',
    ports: [{ port: 80 }, { port: 5341, open: true, purpose: 'data' }],
    login: {
      byDefault: 'none',
      why: 'Seq asks for nothing unless a first administrator is given',
      user: 'SEQ_FIRSTRUN_ADMINUSERNAME',
      password: 'SEQ_FIRSTRUN_ADMINPASSWORD',
      others: ['SEQ_FIRSTRUN_ADMINPASSWORDHASH'],
    },
    store: '/data',
  },
  {
    title: 'pgweb',
    images: ['sosedoff/pgweb'],
    ports: [{ port: 8081 }],
    login: {
      byDefault: 'none',
      why: 'pgweb asks for nothing unless PGWEB_AUTH_USER and PGWEB_AUTH_PASS are set',
      user: 'PGWEB_AUTH_USER',
      password: 'PGWEB_AUTH_PASS',
    },
  },
  {
    title: 'CloudBeaver',
    images: ['dbeaver/cloudbeaver'],
    ports: [{ port: 8978 }],
    login: { byDefault: 'password', why: 'CloudBeaver asks for an account, which the first visitor makes' },
    store: '/opt/cloudbeaver/workspace',
  },
  {
    title: 'DbGate',
    images: ['dbgate/dbgate'],
    ports: [{ port: 3000 }],
    login: {
      byDefault: 'none',
      why: 'DbGate asks for nothing unless LOGIN and PASSWORD or LOGINS are set',
      user: 'LOGIN',
      password: 'PASSWORD',
      others: ['LOGINS', 'OAUTH_AUTH'],
    },
  },
  {
    title: 'phpPgAdmin',
    images: ['bitnami/phppgadmin'],
    ports: [{ port: 8080 }],
    login: { byDefault: 'delegated', why: 'phpPgAdmin asks for a user of the database' },
  },
  {
    title: 'Jaeger',
    images: ['jaegertracing/all-in-one', 'jaegertracing/jaeger', 'jaegertracing/jaeger-query'],
    role: 'observability',
    ports: [
      { port: 16686 },
      { port: 4317, protocol: 'otlp', purpose: 'data', open: true },
      { port: 4318, protocol: 'otlp', purpose: 'data', open: true },
    ],
    login: openPage('Jaeger has no login'),
  },
  {
    title: 'Zipkin',
    images: ['openzipkin/zipkin', 'openzipkin/zipkin-slim', 'ghcr.io/openzipkin/zipkin'],
    role: 'observability',
    ports: [{ port: 9411 }],
    login: openPage('Zipkin has no login'),
  },
  {
    title: 'Swagger UI',
    images: ['swaggerapi/swagger-ui', 'docker.swagger.io/swaggerapi/swagger-ui', 'swaggerapi/swagger-editor'],
    role: 'application',
    ports: [{ port: 8080, key: 'PORT', purpose: 'application' }],
    login: openPage('Swagger UI has no login'),
  },
]
