/** A program as people put it into Compose files. */
export interface Entry {
  readonly name: string
  readonly images: readonly string[]
  readonly ports: readonly number[]
  readonly env: Readonly<Record<string, string>>
  readonly data?: string
  readonly command?: string
  readonly health?: string
  /** It talks to these, if they are there. */
  readonly needs?: readonly string[]
}

export const catalogue: readonly Entry[] = [
  {
    name: 'db',
    images: ['postgres:16', 'postgres:15-alpine', 'postgres'],
    ports: [5432],
    env: { POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'Quokka-31-Vale', POSTGRES_DB: 'app' },
    data: '/var/lib/postgresql/data',
    health: 'pg_isready -U app',
  },
  {
    name: 'redis',
    images: ['redis:7.2', 'redis:7-alpine', 'redis'],
    ports: [6379],
    env: {},
    data: '/data',
    command: 'redis-server --appendonly yes',
    health: 'redis-cli ping',
  },
  {
    name: 'mysql',
    images: ['mysql:8.0', 'mariadb:11', 'mariadb:10.6'],
    ports: [3306],
    env: { MYSQL_ROOT_PASSWORD: 'example', MYSQL_DATABASE: 'app', MYSQL_USER: 'app', MYSQL_PASSWORD: 'Larch-Tin-88' },
    data: '/var/lib/mysql',
    health: 'mysqladmin ping -h localhost',
  },
  {
    name: 'mongo',
    images: ['mongo:7', 'mongo:6.0', 'mongo'],
    ports: [27017],
    env: { MONGO_INITDB_ROOT_USERNAME: 'root', MONGO_INITDB_ROOT_PASSWORD: 'example' },
    data: '/data/db',
  },
  {
    name: 'rabbitmq',
    images: ['rabbitmq:3-management', 'rabbitmq:3.13-alpine'],
    ports: [5672, 15672],
    env: { RABBITMQ_DEFAULT_USER: 'guest', RABBITMQ_DEFAULT_PASS: 'guest' },
    data: '/var/lib/rabbitmq',
  },
  {
    name: 'elasticsearch',
    images: ['docker.elastic.co/elasticsearch/elasticsearch:8.14.1'],
    ports: [9200],
    env: { 'discovery.type': 'single-node', 'xpack.security.enabled': 'false', ES_JAVA_OPTS: '-Xms512m -Xmx512m' },
    data: '/usr/share/elasticsearch/data',
  },
  {
    name: 'kibana',
    images: ['docker.elastic.co/kibana/kibana:8.14.1'],
    ports: [5601],
    env: { ELASTICSEARCH_HOSTS: 'http://elasticsearch:9200' },
    needs: ['elasticsearch'],
  },
  {
    name: 'kafka',
    images: ['confluentinc/cp-kafka:7.6.1'],
    ports: [9092],
    env: {
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT',
      KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://kafka:9092',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    },
    needs: ['zookeeper'],
  },
  {
    name: 'zookeeper',
    images: ['zookeeper:3.9', 'confluentinc/cp-zookeeper:7.6.1'],
    ports: [2181],
    env: { ZOOKEEPER_CLIENT_PORT: '2181' },
    data: '/data',
  },
  {
    name: 'nginx',
    images: ['nginx:1.27-alpine', 'nginx:latest', 'nginx'],
    ports: [80, 443],
    env: {},
    data: '/etc/nginx/conf.d',
    needs: ['web', 'api'],
  },
  {
    name: 'traefik',
    images: ['traefik:v3.1'],
    ports: [80, 443, 8080],
    env: {},
    command: '--api.insecure=true --providers.docker=true --entrypoints.web.address=:80',
  },
  {
    name: 'web',
    images: ['ghcr.io/acme/web:2.3.0', 'acme/frontend:latest', 'node:20-alpine'],
    ports: [3000, 8080],
    env: { NODE_ENV: 'production', API_URL: 'http://api:8000', SESSION_SECRET: 'brown-otter-runs-41' },
    needs: ['api', 'redis'],
  },
  {
    name: 'api',
    images: ['registry.example.com/acme/api:1.9', 'acme/api', 'python:3.12-slim'],
    ports: [8000, 5000],
    env: {
      DATABASE_URL: 'postgres://app:Quokka-31-Vale@db:5432/app',
      REDIS_URL: 'redis://redis:6379/0',
      SECRET_KEY: '${SECRET_KEY:-change-me-please}',
      DEBUG: 'false',
      ALLOWED_HOSTS: '*',
    },
    needs: ['db', 'redis'],
  },
  {
    name: 'worker',
    images: ['acme/api', 'registry.example.com/acme/worker:1.9'],
    ports: [],
    env: { CELERY_BROKER_URL: 'redis://redis:6379/1', DATABASE_URL: 'postgresql://app:Quokka-31-Vale@db/app', LOG_LEVEL: 'info' },
    command: 'celery -A acme worker -l info',
    needs: ['redis', 'db'],
  },
  {
    name: 'grafana',
    images: ['grafana/grafana:11.1.0', 'grafana/grafana'],
    ports: [3000],
    env: { GF_SECURITY_ADMIN_PASSWORD: 'admin', GF_USERS_ALLOW_SIGN_UP: 'false' },
    data: '/var/lib/grafana',
    needs: ['prometheus'],
  },
  {
    name: 'prometheus',
    images: ['prom/prometheus:v2.53.0', 'prom/prometheus'],
    ports: [9090],
    env: {},
    data: '/prometheus',
    command: '--config.file=/etc/prometheus/prometheus.yml --web.enable-lifecycle',
  },
  {
    name: 'keycloak',
    images: ['quay.io/keycloak/keycloak:25.0'],
    ports: [8080],
    env: {
      KEYCLOAK_ADMIN: 'admin',
      KEYCLOAK_ADMIN_PASSWORD: 'admin',
      KC_DB: 'postgres',
      KC_DB_URL: 'jdbc:postgresql://db:5432/keycloak',
      KC_DB_PASSWORD: 'Quokka-31-Vale',
    },
    command: 'start-dev',
    needs: ['db'],
  },
  {
    name: 'minio',
    images: ['minio/minio:RELEASE.2024-06-13T22-53-53Z', 'minio/minio'],
    ports: [9000, 9001],
    env: { MINIO_ROOT_USER: 'minioadmin', MINIO_ROOT_PASSWORD: 'minioadmin' },
    data: '/data',
    command: 'server /data --console-address ":9001"',
  },
  {
    name: 'wordpress',
    images: ['wordpress:6.5-apache', 'wordpress'],
    ports: [80],
    env: { WORDPRESS_DB_HOST: 'mysql:3306', WORDPRESS_DB_USER: 'app', WORDPRESS_DB_PASSWORD: 'Larch-Tin-88' },
    data: '/var/www/html',
    needs: ['mysql'],
  },
  { name: 'adminer', images: ['adminer:4', 'adminer'], ports: [8080], env: { ADMINER_DEFAULT_SERVER: 'db' } },
  { name: 'mailhog', images: ['mailhog/mailhog'], ports: [1025, 8025], env: {} },
  {
    name: 'ldap',
    images: ['osixia/openldap:1.5.0', 'bitnami/openldap:2.6'],
    ports: [389, 636],
    env: { LDAP_ORGANISATION: 'Acme', LDAP_DOMAIN: 'acme.example', LDAP_ADMIN_PASSWORD: 'admin' },
    data: '/var/lib/ldap',
  },
  { name: 'memcached', images: ['memcached:1.6-alpine'], ports: [11211], env: {}, command: 'memcached -m 64' },
]
