/** A deployment with a secret of its own in every place where people put one. Each is long and random enough to be a real one. */
export interface Planted {
  readonly files: Readonly<Record<string, string>>
  /** Where it stands -> the value that must never be written anywhere. */
  readonly canaries: ReadonlyMap<string, string>
}

/** Places of the secrets that a text holds: whole, as their longer half, or as an encoding of either would show them. */
export function leaksIn(text: string, canaries: Planted['canaries']): readonly string[] {
  const found: string[] = []
  for (const [place, value] of canaries) {
    const forms = [value, value.slice(-14), value.slice(0, 8), encodeURIComponent(value), Buffer.from(value).toString('base64').slice(0, 16)]
    const form = forms.find((each) => text.includes(each))
    if (form !== undefined) found.push(`${place}: ${text.slice(Math.max(0, text.indexOf(form) - 150), text.indexOf(form) + 60)}`)
  }
  return found
}

const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'

/** The same secrets every time: made from the name of the place, with letters and digits only unless `marks` asks for more. */
function secretFor(place: string, marks: string): string {
  let state = 2166136261
  for (const character of place) state = Math.imul(state ^ character.charCodeAt(0), 16777619) >>> 0
  let text = ''
  for (let at = 0; at < 24; at++) {
    state = Math.imul(state ^ (state >>> 13), 1540483477) >>> 0
    text += alphabet[state % alphabet.length]
  }
  return `${text.slice(0, 8)}${marks}${text.slice(8)}`
}

/** `length` characters of one kind, for secrets whose form is fixed. */
function ofForm(place: string, length: number, letters: string): string {
  let state = 97
  let text = ''
  for (let at = 0; at < length; at++) {
    state = Math.imul(state ^ place.charCodeAt(at % place.length), 16777619) >>> 0
    text += letters[(state >>> 7) % letters.length]
  }
  return text
}

export function plant(): Planted {
  const canaries = new Map<string, string>()
  function c(place: string, marks = ''): string {
    const value = secretFor(place, marks)
    canaries.set(place, value)
    return value
  }
  function hex(place: string, length: number): string {
    const value = ofForm(place, length, '0123456789abcdef')
    canaries.set(place, value)
    return value
  }
  function basic(place: string): string {
    const value = Buffer.from(`user:${c(`${place} (clear)`)}`).toString('base64')
    canaries.set(place, value)
    return value
  }
  return { files: { ...composeFile(c, hex, basic), ...settingsFiles(c, hex) }, canaries }
}

type Make = (place: string, marks?: string) => string
type Hex = (place: string, length: number) => string

function composeFile(c: Make, hex: Hex, basic: (place: string) => string): Readonly<Record<string, string>> {
  const compose = `
x-secrets: &anchored
  ANCHORED_PASSWORD: ${c('anchor, merged')}
  SECRET_KEY: ${hex('anchor, key', 64)}
x-unused:
  password: ${c('x- block that nobody uses')}
  note: the old password was ${c('x- block, in prose')}

services:
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: ${c('environment map')}
      POSTGRES_INITDB_ARGS: --pwfile=/dev/null --password=${c('environment map, inside of arguments')}
      PGPASSWORD: \${PGPASSWORD:-${c('default of a variable')}}
      REPLICATION_PASSWORD: "${c('environment map, quoted with marks', '$$#%')}"
    ports: ["5432:5432"]
    healthcheck:
      test: ["CMD-SHELL", "PGPASSWORD=${c('healthcheck, shell')} psql -U app -c 'select 1'"]
  list:
    image: mariadb:11
    environment:
      - MARIADB_ROOT_PASSWORD=${c('environment list')}
      - "MARIADB_PASSWORD=${c('environment list, quoted with marks', '=;')}"
      - "COLON_PASSWORD: ${c('environment list, with a colon for the equals sign')}"
    command: --init-connect="SET PASSWORD='${c('command, inside of SQL')}'"
    healthcheck:
      test: mysqladmin ping -uroot -p${c('healthcheck, joined flag')}
  urls:
    image: registry.example.org/app:1.2
    environment:
      <<: *anchored
      DATABASE_URL: postgres://app:${c('URL userinfo')}@db:5432/app
      ESCAPED_URL: postgres://app:${c('URL userinfo, percent-encoded', '%40')}@db:5432/app
      REDIS_URL: redis://:${c('URL without a user')}@cache:6379/0
      AMQP_URL: "amqp://u:${c('AMQP URL')}@broker/vhost"
      MONGO_URL: mongodb://u:${c('Mongo URL, several hosts')}@m1:27017,m2:27017/db?replicaSet=r
      HOOK_URL: https://hooks.example.org/services/T0/B0/${c('URL path')}
      CALLBACK: https://example.org/cb?token=${c('URL query')}&user=a
      FRAGMENT: https://example.org/cb#access_token=${c('URL fragment')}
      KEY_USER_URL: https://${c('URL user alone')}@sentry.example.org/4
      JDBC: jdbc:postgresql://db:5432/app?user=app&password=${c('JDBC query')}
      JDBC_SQLSERVER: jdbc:sqlserver://sql:1433;user=sa;password=${c('JDBC semicolons')};encrypt=false
      JDBC_ORACLE: jdbc:oracle:thin:scott/${c('JDBC Oracle')}@//ora:1521/x
      ADO: Server=sql,1433;Database=d;User Id=sa;Password=${c('ADO')};TrustServerCertificate=true
      ADO_QUOTED: "Server=sql;Pwd='${c('ADO, quoted', ';')}';Encrypt=false"
      LIBPQ: host=db user=app password=${c('libpq keywords')} sslmode=disable
      LIBPQ_QUOTED: "host=db user=app password='${c('libpq keywords, quoted', ' ')}'"
      BROKEN_URL: postgres://app:${c('URL, broken', '@/?')}@db:5432/app
      TWO_URLS: redis://:${c('first of two URLs')}@cache:6379 redis://:${c('second of two URLs')}@cache2:6379
      LIST_OF_URLS: amqp://a:${c('first of a list')}@one:5672,amqp://a:${c('second of a list')}@two:5672
      JSON_VALUE: '{"password":"${c('JSON in a value')}","url":"redis://:${c('URL in JSON in a value')}@cache:6379"}'
      BEARER: Bearer ${c('bearer token')}
      AUTHORIZATION: Basic ${basic('basic authorization')}
      PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\\n${c('PEM in a value')}\\n-----END PRIVATE KEY-----"
      HARMLESS_NAME: ${c('value whose name says nothing')}
      JWT_SECRET: ${c('JWT secret')}
      API_KEYS: a=${c('first of two keys')},b=${c('second of two keys')}
      JAVA_OPTS: -Xmx1g -Djavax.net.ssl.keyStorePassword=${c('Java option')} -Dapp.token=${c('second Java option')}
      FROM_DOTENV: \${DOTENV_PASSWORD}
      INSIDE_URL: postgres://app:\${DOTENV_PASSWORD}@db:5432/app
      MISSING_URL: postgres://app:\${MISSING_PASSWORD:?${c('message of a required variable')}}@db:5432/app
    env_file: [app.env]
    command: ["serve", "--password", "${c('command flag, next word')}", "--token=${c('command flag, joined')}", "-p${c('command flag, short')}", "--url", "redis://:${c('URL in a command')}@cache:6379"]
    build:
      context: .
      args:
        NPM_TOKEN: ${c('build argument, map')}
        PIP_INDEX_URL: https://u:${c('URL in a build argument')}@pypi.example.org/simple
    labels:
      traefik.http.middlewares.auth.basicauth.users: admin:${c('label, basic auth')}
      app.token: ${c('label, map')}
  cache:
    image: redis:7.2
    command: redis-server --requirepass ${c('requirepass')} --masterauth ${c('masterauth')}
    ports: ["6379:6379"]
    healthcheck:
      test: ["CMD", "redis-cli", "-a", "${c('healthcheck, list')}", "ping"]
  conf:
    image: redis:7.2
    command: redis-server /etc/redis/redis.conf
    volumes: ["./redis.conf:/etc/redis/redis.conf:ro"]
  args:
    build:
      context: .
      args: ["GITHUB_TOKEN=${c('build argument, list')}", "SECRET=${c('build argument, second')}"]
    entrypoint: ["/bin/sh", "-c", "export TOKEN=${c('entrypoint, shell')}; exec app --key ${c('entrypoint, flag')}"]
    labels: ["deploy.password=${c('label, list')}"]
  shell:
    image: busybox:1.36
    command: sh -c "curl -u admin:${c('curl user')} -H 'X-Api-Key${':'} ${c('curl header')}' http://urls:8080/ && mysql -p'${c('mysql flag, quoted')}'"
  grafana:
    image: grafana/grafana:11.1.0
    environment: { GF_SECURITY_ADMIN_PASSWORD: "${c('flow map')}", GF_DATABASE_URL: "mysql://g:${c('URL in a flow map')}@list:3306/g" }
    ports: ["3000:3000"]
  ldap:
    image: osixia/openldap:1.5.0
    environment: { LDAP_ADMIN_PASSWORD: "${c('LDAP administrator')}", LDAP_CONFIG_PASSWORD: "${c('LDAP configuration')}" }
    volumes: ["./seed.ldif:/container/service/slapd/assets/config/bootstrap/ldif/custom/seed.ldif:ro"]
  router:
    image: juspaydotin/hyperswitch-router:v1.112.0
    command: /local/bin/router -f /local/config/docker_compose.toml
    volumes: ["./router.toml:/local/config/docker_compose.toml:ro"]
    environment: { ROUTER__SECRETS__ADMIN_API_KEY: "${c('overriding variable')}" }
  connector:
    image: ghcr.io/nmshd/connector:7.0.0
    volumes: ["./connector.json:/config.json:ro"]
    environment: { CUSTOM_CONFIG_LOCATION: /config.json }
  airflow:
    image: apache/airflow:2.9.3
    environment:
      AIRFLOW__CORE__FERNET_KEY: ${c('Fernet key')}
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: postgresql+psycopg2://airflow:${c('SQLAlchemy URL')}@db/airflow
      _AIRFLOW_WWW_USER_PASSWORD: ${c('Airflow administrator')}
    volumes: ["./airflow.cfg:/opt/airflow/airflow.cfg:ro"]
  flower:
    image: mher/flower:2.0
    command: celery --broker=redis://:${c('broker flag')}@cache:6379/0 flower --basic_auth=admin:${c('flower login')}
    ports: ["5555:5555"]
  coopr:
    image: registry.example.org/coopr-server:0.9.9
    volumes: ["./coopr-site.xml:/etc/coopr/conf/coopr-site.xml:ro"]
  pyapp:
    image: registry.example.org/corridor:2025.1
    command: corridor-app run
    environment: { CORRIDOR_SQLALCHEMY_DATABASE_URI: "postgresql://c:${c('Corridor URL')}@db/c", CORRIDOR_SECRET_KEY: "${c('Corridor key')}" }
    volumes: ["./app_config.py:/opt/corridor/instances/default/config/app_config.py:ro"]
  proxy:
    image: nginx:1.27
    ports: ["80:80"]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
  mongo:
    image: mongo:7
    environment: { MONGO_INITDB_ROOT_USERNAME: root, MONGO_INITDB_ROOT_PASSWORD: "${c('Mongo root')}" }
    volumes: ["./mongod.conf:/etc/mongod.conf:ro"]
  content:
    image: registry.example.org/content:1
    configs: [{ source: inline, target: /app/config.ini }]
    secrets: [plain, from_env]
    user: "app-${c('user')}"
    hostname: h-${c('hostname')}
    sysctls: { net.core.note: "${c('sysctl')}" }
  colon: "${c('service that is no mapping')}"
  typo:
    image: nginx:1.27
    enviroment:
      DB_PASSWORD: ${c('misspelt key')}
    ports: "${c('ports that are text')}"
    environment: "DB_PASSWORD: ${c('environment that is text')}"
    depends_on: ["${c('name of no service')}"]

configs:
  inline:
    content: |
      [database]
      password = ${c('configs content')}
      url = mysql://u:${c('URL in configs content')}@list:3306/x
secrets:
  plain:
    file: ./secret.txt
  from_env:
    environment: SECRET_FROM_ENV
`
  return { 'compose.yaml': compose }
}

function settingsFiles(c: Make, hex: Hex): Readonly<Record<string, string>> {
  return {
    '.env': `DOTENV_PASSWORD=${c('.env')}\nSECRET_FROM_ENV='${c('.env, quoted', ' ')}'\nUNUSED_SECRET="${c('.env, unused')}"\nbroken line ${c('.env, broken line')}\n`,
    'app.env': `SMTP_PASSWORD=${c('env_file')}\nSENTRY_DSN=https://${c('DSN')}@sentry.example.org/1\nexport API_TOKEN=${c('env_file, exported')}\n`,
    'secret.txt': `${c('secrets file')}\n`,
    'redis.conf': `requirepass ${c('redis.conf')}\nmasterauth "${c('redis.conf, quoted')}"\nuser app on >${c('redis.conf, ACL')} ~* +@all\nbogus ${c('redis.conf, unknown directive')}\n`,
    'seed.ldif': `dn: cn=planner,dc=example,dc=org\ncn: planner\nuserPassword: ${c('LDIF')}\n\ndn: cn=admin,dc=example,dc=org\nuserPassword:: ${Buffer.from(c('LDIF, base64 (clear)')).toString('base64')}\n`,
    'router.toml': `[secrets]\nadmin_api_key = "${c('TOML')}"\njwt_secret = "${c('TOML, second')}"\nmaster_enc_key = "${hex('TOML, key', 64)}"\n[master_database]\npassword = "${c('TOML, database')}"\nhost = "db"\nport = 5432\nusername = "u"\n[jwekey]\nvault_private_key = """\n-----BEGIN RSA PRIVATE KEY-----\n${c('TOML, PEM')}\n-----END RSA PRIVATE KEY-----\n"""\n[proxy]\nhttps_url = "http://u:${c('TOML, URL')}@proxy:3128"\n`,
    'connector.json': `{\n  "database": { "connectionString": "mongodb://u:${c('JSON, URL')}@mongo:27017" },\n  "transportLibrary": { "platformClientSecret": "${c('JSON')}" },\n  "infrastructure": { "httpServer": { "authentication": { "apiKey": { "keys": { "default": { "key": "${c('JSON, nested')}" } } } } } },\n  "modules": { "webhooks": { "targets": { "a": { "url": "http://x.example.org/${c('JSON, URL path')}", "authentication": { "type": "ApiKey", "apiKey": "${c('JSON, webhook')}" } } } } }\n}\n`,
    'airflow.cfg': `[core]\nfernet_key = ${c('INI')}\n[database]\nsql_alchemy_conn = postgresql://a:${c('INI, URL')}@db/a\n[webserver]\nsecret_key = ${c('INI, second')}\n[smtp]\nsmtp_password = ${c('INI, third')}\n`,
    'coopr-site.xml': `<configuration>\n<property><name>server.db.password</name><value>${c('XML')}</value></property>\n<property><name>server.ssl.keystore.password</name><value>${c('XML, keystore')}</value></property>\n<property><name>server.jdbc.connection.string</name><value>jdbc:mysql://u:${c('XML, JDBC')}@list:3306/coopr?password=${c('XML, JDBC query')}</value></property>\n</configuration>\n`,
    'app_config.py': `SECRET_KEY = '${c('Python')}'\nSQLALCHEMY_DATABASE_URI = 'postgresql://c:${c('Python, URL')}@db/c'\nAPI_KEYS = ['${c('Python, list')}']\nNOTIFICATION_PROVIDERS = {'email': {'password': '${c('Python, nested')}'}}\n`,
    'nginx.conf': `events {}\nhttp {\n  server {\n    listen 80;\n    location / {\n      proxy_pass http://urls:8080;\n      proxy_set_header Authorization "Bearer ${c('nginx header')}";\n      proxy_set_header X-Api-Key ${c('nginx key')};\n    }\n  }\n}\n`,
    'mongod.conf': `net:\n  tls:\n    mode: disabled\n    certificateKeyFilePassword: ${c('YAML settings')}\nsecurity:\n  authorization: disabled\n`,
    Dockerfile: `FROM node:20\nENV SECRET_TOKEN=${c('Dockerfile')}\n`,
  }
}
