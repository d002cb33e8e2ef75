import type { Authentication, EngineQuestion, Protocol, Role } from '../../../model/vocabulary.ts'

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
  /** What it asks the container engine for, and the option of its command line that says where that is. */
  readonly engine?: { readonly asks: readonly EngineQuestion[]; readonly option: string }
}

export interface ConsolePort {
  readonly port: number
  /** The port of older versions, taken where it is the one that is published. */
  readonly formerly?: number
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
    // container/docker/docker.go of 0.49
    engine: { asks: ['containers', 'images'], option: '--docker' },
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
  {
    title: 'Kafka Connect',
    images: [
      'confluentinc/cp-kafka-connect',
      'confluentinc/cp-kafka-connect-base',
      'confluentinc/cp-server-connect',
      'cnfldemos/cp-server-connect-datagen',
      'debezium/connect',
      'debezium/connect-base',
    ],
    ports: [{ port: 8083, key: 'CONNECT_REST_PORT' }],
    login: openPage(
      'The REST interface of Kafka Connect has no login unless an extension is configured: it creates connectors that read and write files and databases',
    ),
  },
  {
    title: 'Schema Registry',
    images: ['confluentinc/cp-schema-registry', 'bitnami/schema-registry', 'apicurio/apicurio-registry', 'apicurio/apicurio-registry-mem'],
    ports: [{ port: 8081 }],
    login: openPage('the registry lets everybody read, change and delete schemas unless authentication is configured'),
  },
  {
    title: 'Kafka REST Proxy',
    images: ['confluentinc/cp-kafka-rest'],
    ports: [{ port: 8082 }],
    login: openPage('Kafka REST Proxy lets everybody read and write topics unless KAFKA_REST_AUTHENTICATION_METHOD is set'),
  },
  {
    title: 'ksqlDB',
    images: ['confluentinc/ksqldb-server', 'confluentinc/cp-ksqldb-server', 'confluentinc/cp-ksql-server'],
    ports: [{ port: 8088 }],
    login: {
      ...openPage('ksqlDB runs the statements of everybody unless authentication.method is set'),
      others: ['KSQL_AUTHENTICATION_METHOD', 'KSQL_KSQL_AUTHENTICATION_METHOD'],
    },
  },
  {
    title: 'Confluent Control Center',
    images: ['confluentinc/cp-enterprise-control-center', 'confluentinc/cp-enterprise-control-center-next-gen'],
    ports: [{ port: 9021 }],
    login: {
      ...openPage('Control Center has no login unless CONTROL_CENTER_REST_AUTHENTICATION_METHOD is set'),
      others: ['CONTROL_CENTER_REST_AUTHENTICATION_METHOD'],
    },
  },
  {
    title: 'Chronograf',
    images: ['chronograf'],
    ports: [{ port: 8888 }],
    login: {
      ...openPage('Chronograf has no login unless an OAuth provider and TOKEN_SECRET are configured'),
      others: ['TOKEN_SECRET', 'BASIC_AUTH_HTPASSWD'],
    },
    store: '/var/lib/chronograf',
  },
  {
    title: 'Kapacitor',
    images: ['kapacitor'],
    ports: [{ port: 9092 }],
    login: openPage('Kapacitor runs the tasks of everybody unless auth-enabled is set in its configuration'),
    store: '/var/lib/kapacitor',
  },
  // Hadoop asks its callers for a name and believes it (hadoop.security.authentication=simple, all versions)
  {
    title: 'HDFS NameNode',
    images: ['bde2020/hadoop-namenode', '*/hadoop-namenode'],
    ports: [{ port: 9870, formerly: 50070 }],
    login: openPage('Hadoop believes the name that a caller gives unless Kerberos is configured: WebHDFS reads, writes and deletes every file'),
    store: '/hadoop/dfs/name',
  },
  {
    title: 'HDFS DataNode',
    images: ['bde2020/hadoop-datanode', '*/hadoop-datanode'],
    ports: [{ port: 9864, formerly: 50075 }],
    login: openPage('Hadoop believes the name that a caller gives unless Kerberos is configured'),
    store: '/hadoop/dfs/data',
  },
  {
    title: 'YARN ResourceManager',
    images: ['bde2020/hadoop-resourcemanager', '*/hadoop-resourcemanager'],
    ports: [{ port: 8088 }],
    login: openPage('the REST interface of the ResourceManager runs the applications of everybody unless Kerberos is configured'),
  },
  {
    title: 'YARN NodeManager',
    images: ['bde2020/hadoop-nodemanager', '*/hadoop-nodemanager'],
    ports: [{ port: 8042 }],
    login: openPage('the NodeManager shows the logs of all applications to everybody unless Kerberos is configured'),
  },
  // programs of other kinds that let everybody in as they come
  {
    title: 'Apache Solr',
    images: ['solr', 'ckan/ckan-solr'],
    role: 'datastore',
    ports: [{ port: 8983, purpose: 'data' }],
    login: openPage('Solr has no login unless a security.json is set up'),
    store: '/var/solr',
  },
  {
    title: 'Apache Zeppelin',
    images: ['apache/zeppelin'],
    ports: [{ port: 8080 }],
    login: openPage('Zeppelin runs the code of everybody unless a shiro.ini is mounted'),
  },
  {
    title: 'Trino',
    images: ['trinodb/trino', 'prestodb/presto', 'starburstdata/presto'],
    ports: [{ port: 8080 }],
    login: openPage('Trino takes any name without a password unless an authentication type is configured'),
  },
  {
    title: 'Qdrant',
    images: ['qdrant/qdrant'],
    role: 'datastore',
    ports: [{ port: 6333, purpose: 'data' }],
    login: { ...openPage('Qdrant asks for nothing unless an API key is set'), others: ['QDRANT__SERVICE__API_KEY'] },
    store: '/qdrant/storage',
  },
  {
    title: 'Chroma',
    images: ['chromadb/chroma', 'ghcr.io/chroma-core/chroma'],
    role: 'datastore',
    ports: [{ port: 8000, purpose: 'data' }],
    login: {
      ...openPage('Chroma asks for nothing unless credentials are configured'),
      others: ['CHROMA_SERVER_AUTHN_CREDENTIALS', 'CHROMA_SERVER_AUTH_CREDENTIALS'],
    },
  },
  {
    title: 'Meilisearch',
    images: ['getmeili/meilisearch'],
    role: 'datastore',
    ports: [{ port: 7700, purpose: 'data' }],
    login: { ...openPage('Meilisearch asks for nothing unless a master key is set'), others: ['MEILI_MASTER_KEY'] },
    store: '/meili_data',
  },
  { title: 'Ollama', images: ['ollama/ollama'], ports: [{ port: 11434 }], login: openPage('Ollama has no login'), store: '/root/.ollama' },
  {
    title: 'Selenium Grid',
    images: ['selenium/hub', 'selenium/standalone-chrome', 'selenium/standalone-firefox', 'selenium/standalone-edge', 'aerokube/selenoid'],
    ports: [{ port: 4444 }],
    login: { ...openPage('Selenium Grid starts browsers for everybody unless a password is set'), others: ['SE_ROUTER_PASSWORD'] },
  },
  {
    title: 'Browserless',
    images: ['browserless/chrome', 'ghcr.io/browserless/chromium'],
    ports: [{ port: 3000 }],
    login: { ...openPage('Browserless starts browsers for everybody unless a token is set'), others: ['TOKEN'] },
  },
  { title: 'Netdata', images: ['netdata/netdata'], ports: [{ port: 19999 }], login: openPage('Netdata shows everything to everybody') },
  {
    title: 'Prometheus Pushgateway',
    images: ['prom/pushgateway'],
    ports: [{ port: 9091 }],
    login: openPage('the Pushgateway has no login unless --web.config.file is given'),
  },
  {
    title: 'Redpanda Console',
    images: ['redpandadata/console'],
    ports: [{ port: 8080 }],
    login: openPage('Redpanda Console has no login in its free edition'),
  },
  {
    title: 'Temporal Web UI',
    images: ['temporalio/ui', 'temporalio/web'],
    ports: [{ port: 8080 }],
    login: {
      ...openPage('the web page of Temporal has no login unless TEMPORAL_AUTH_ENABLED is set'),
      mode: { key: 'TEMPORAL_AUTH_ENABLED', off: ['false', '0', ''] },
    },
  },
  {
    title: 'LocalStack',
    images: ['localstack/localstack', 'localstack/localstack-pro'],
    ports: [{ port: 4566 }],
    login: openPage('LocalStack takes any credentials'),
  },
  {
    title: 'MLflow',
    images: ['ghcr.io/mlflow/mlflow'],
    ports: [{ port: 5000 }],
    login: openPage('the tracking server of MLflow has no login unless basic-auth is switched on'),
  },
  {
    title: 'Supabase Studio',
    images: ['supabase/studio'],
    ports: [{ port: 3000 }],
    login: openPage('Studio has no login of its own: the gateway in front is to ask for one'),
  },
  {
    title: 'Fast Data Dev',
    images: ['landoop/fast-data-dev', 'lensesio/fast-data-dev'],
    ports: [{ port: 3030 }],
    login: { ...openPage('fast-data-dev has no login unless a password is set'), others: ['PASSWORD'] },
  },
  {
    title: 'Syncthing',
    images: ['syncthing/syncthing', 'linuxserver/syncthing'],
    ports: [{ port: 8384 }],
    login: openPage('the page of Syncthing has no login until one is set in it'),
  },
  {
    title: 'Apache NiFi',
    images: ['apache/nifi'],
    ports: [{ port: 8443, key: 'NIFI_WEB_HTTPS_PORT', tls: true }],
    login: {
      byDefault: 'password',
      why: 'NiFi asks for a login since 1.14, and makes one up when none is set',
      user: 'SINGLE_USER_CREDENTIALS_USERNAME',
      password: 'SINGLE_USER_CREDENTIALS_PASSWORD',
    },
  },
  {
    title: 'Logstash',
    images: ['logstash', 'docker.elastic.co/logstash/logstash', 'docker.elastic.co/logstash/logstash-oss'],
    role: 'observability',
    ports: [{ port: 9600 }],
    login: openPage('the API of Logstash has no login unless api.auth.type is set'),
  },
  {
    title: 'Temporal',
    images: ['temporalio/auto-setup', 'temporalio/server'],
    role: 'application',
    ports: [{ port: 7233, protocol: 'grpc', purpose: 'data' }],
    login: openPage('Temporal lets everybody in unless an authorizer is configured'),
  },
  {
    title: 'Airbyte proxy',
    images: ['airbyte/proxy'],
    ports: [{ port: 8000 }],
    login: {
      byDefault: 'password',
      why: 'the proxy of Airbyte asks for a login',
      user: 'BASIC_AUTH_USERNAME',
      password: 'BASIC_AUTH_PASSWORD',
    },
  },
  {
    title: 'Nginx Proxy Manager',
    images: ['jc21/nginx-proxy-manager'],
    ports: [{ port: 81 }, { port: 80, purpose: 'application' }, { port: 443, purpose: 'application', tls: true }],
    login: {
      byDefault: 'password',
      why: 'Nginx Proxy Manager asks for a login, which is published before 2.13 until it is changed',
      user: 'INITIAL_ADMIN_EMAIL',
      password: 'INITIAL_ADMIN_PASSWORD',
    },
    store: '/data',
  },
  {
    title: 'Pi-hole',
    images: ['pihole/pihole'],
    ports: [{ port: 80 }],
    login: {
      byDefault: 'password',
      why: 'Pi-hole makes a password up when none is set',
      password: 'WEBPASSWORD',
      others: ['FTLCONF_webserver_api_password'],
    },
    store: '/etc/pihole',
  },
  {
    title: 'AdGuard Home',
    images: ['adguard/adguardhome'],
    ports: [{ port: 3000 }, { port: 80 }],
    login: { byDefault: 'password', why: 'AdGuard Home asks for the account that its first visitor makes' },
    store: '/opt/adguardhome/conf',
  },
  {
    title: 'Homer',
    images: ['b4bz/homer'],
    role: 'application',
    ports: [{ port: 8080, purpose: 'application' }],
    login: openPage('Homer has no login'),
  },
  {
    title: 'Homepage',
    images: ['ghcr.io/gethomepage/homepage', 'ghcr.io/benphelps/homepage'],
    role: 'application',
    ports: [{ port: 3000, key: 'PORT', purpose: 'application' }],
    login: openPage('Homepage has no login'),
  },
  {
    title: 'Supabase postgres-meta',
    images: ['supabase/postgres-meta'],
    ports: [{ port: 8080, key: 'PG_META_PORT' }],
    login: openPage('postgres-meta runs the SQL of everybody with its own account'),
  },
]
