import type { Example } from './server-examples.ts'
import { hardens } from './server-examples.ts'

const mariadb = `services:
  app:
    image: python:3.12
    command: python -m app
    environment:
      DATABASE_URL: mysql+pymysql://db/app
  db:
    image: mariadb:10.11
    environment:
      MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: "1"
      MARIADB_DATABASE: app
`

const slapd = `services:
  app:
    image: php:8.2-apache
    environment:
      LDAP_URL: ldap://directory:389
      LDAP_BIND_DN: cn=app,dc=shop,dc=example
      LDAP_BIND_PASSWORD: Long-Enough-1234
  directory:
    image: registry.example.org/openldap:2.5
    command: slapd -d 0 -f /etc/ldap/slapd.conf
    volumes:
      - ./slapd.conf:/etc/ldap/slapd.conf
`

const osixia = `services:
  app:
    image: node:20
    command: node app.js
    environment:
      LDAP_URL: ldap://directory
  directory:
    image: osixia/openldap:1.5.0
    environment:
      LDAP_DOMAIN: shop.example
      LDAP_TLS: "false"
`

const rabbit = `services:
  app:
    image: node:20
    command: node app.js
    environment:
      AMQP_URL: amqp://app:Long-Enough-1234@queue
  queue:
    image: rabbitmq:3.13
    environment:
      RABBITMQ_DEFAULT_USER: app
      RABBITMQ_DEFAULT_PASS: Long-Enough-1234
    volumes:
      - ./rabbitmq.conf:/etc/rabbitmq/rabbitmq.conf
`

const mongo = `services:
  app:
    image: node:20
    command: node app.js
    environment:
      MONGODB_URI: mongodb://mongo:27017/shop
  mongo:
    image: mongo:7.0
    environment:
      MONGO_INITDB_ROOT_USERNAME: admin
      MONGO_INITDB_ROOT_PASSWORD: Long-Enough-1234
`
const mongoCheck = `    healthcheck:
      test: echo 'db.runCommand("ping").ok' | mongosh localhost:27017/test --quiet
`

const examples: Readonly<Record<string, Example>> = {
  'MongoDB by its command line': {
    files: { 'compose.yaml': `${mongo}    command: [mongod, --tlsMode=allowTLS, --quiet]\n${mongoCheck}` },
    measures: ['channel mongo:27017 accept mongo, switch app, close mongo'],
    has: {
      'compose.yaml': [
        '[mongod, "--tlsMode=requireTLS", --quiet, "--tlsCertificateKeyFile", /etc/ringwall/server.pem, "--tlsCAFile", /etc/ringwall/ca.crt, "--tlsAllowConnectionsWithoutCertificates", "--tlsDisabledProtocols", "TLS1_0,TLS1_1"]',
        'mongodb://admin:${MONGO_PASSWORD}@mongo:27017/shop?tls=true&tlsCAFile=/etc/ringwall/ca.crt&authSource=admin',
        '| mongosh --tls --tlsCAFile /etc/ringwall/ca.crt localhost:27017/test --quiet',
      ],
      'ringwall/mongo/server.pem': [/^-----BEGIN PRIVATE KEY-----[^]*-----BEGIN CERTIFICATE-----/],
    },
  },
  'MongoDB by a file': {
    files: {
      'compose.yaml': `${mongo}    command: [--config, /etc/mongod.conf]\n    volumes: ["./mongod.conf:/etc/mongod.conf:ro"]\n`,
      'mongod.conf': 'net:\n  port: 27017 # as ever\nsecurity:\n  authorization: enabled\n',
    },
    measures: ['channel mongo:27017 accept mongo, switch app, close mongo'],
    has: {
      'compose.yaml': ['command: [--config, /etc/mongod.conf]'],
      'mongod.conf': [
        'net:\n  port: 27017 # as ever\n  tls:\n    mode: requireTLS\n',
        '    CAFile: /etc/ringwall/ca.crt\n',
        '    allowConnectionsWithoutCertificates: true\n',
      ],
    },
  },
  'MongoDB that asks for no log-in': {
    files: { 'compose.yaml': mongo.replace(/ {4}environment:\n {6}MONGO_INITDB[^]*/, '') },
    measures: ['channel mongo:27017 accept mongo, switch app, close mongo'],
    has: {
      'compose.yaml': [
        'mongodb://app:${MONGO_APP}@mongo:27017/shop?tls=true&tlsCAFile=/etc/ringwall/ca.crt&authSource=admin"',
        'MONGO_INITDB_ROOT_USERNAME: ringwall-admin\n',
        'MONGO_INITDB_ROOT_PASSWORD: ',
        './ringwall/mongo/zz-ringwall-accounts.js:/docker-entrypoint-initdb.d/zz-ringwall-accounts.js:ro',
      ],
      'ringwall/mongo/zz-ringwall-accounts.js': [
        /^ {2}\{"user":"app","pwd":"[0-9a-f]{48}","roles":\[\{"role":"readWrite","db":"shop"\}\]\},$/m,
        /^ {2}\{"user":"ringwall-admin","pwd":"[0-9a-f]{48}","roles":\[\{"role":"root","db":"admin"\}\]\},$/m,
      ],
    },
  },
  'MongoDB with clients by a settings file and by a console, and nobody says which database': {
    files: {
      'compose.yaml': `services:
  one:
    image: ghcr.io/nmshd/connector:6.1.0
    environment:
      CUSTOM_CONFIG_LOCATION: /config.json
    volumes: ["./config.json:/config.json:ro"]
  two:
    image: ghcr.io/nmshd/connector:6.1.0
    environment:
      CUSTOM_CONFIG_LOCATION: /config.json
    volumes: ["./config.json:/config.json:ro"]
  pages:
    image: mongo-express:1.0.2
    environment:
      ME_CONFIG_MONGODB_SERVER: mongo
  mongo:
    image: mongo:7.0
`,
      'config.json': `{
  "transportLibrary": { "platformClientId": "dev" },
  "database": { "connectionString": "mongodb://mongo:27017/?ssl=false" }
}
`,
    },
    measures: ['channel mongo:27017 accept mongo, switch one, switch two, switch pages, close mongo'],
    has: {
      'compose.yaml': [
        'ME_CONFIG_MONGODB_URL: "mongodb://pages:${MONGO_PAGES}@mongo:27017/?tls=true&tlsCAFile=/etc/ringwall/ca.crt&authSource=admin"',
        'ME_CONFIG_MONGODB_SSL: "true"',
        'ME_CONFIG_MONGODB_TLS_ALLOW_CERTS: "false"',
      ],
      'ringwall/closed/config.json': [
        /"connectionString": "mongodb:\/\/one:[0-9a-f]{48}@mongo:27017\/\?tls=true&tlsCAFile=\/etc\/ringwall\/ca\.crt&authSource=admin"/,
      ],
      'ringwall/mongo/zz-ringwall-accounts.js': [
        /\[\n {2}\{"user":"one","pwd":"[0-9a-f]{48}","roles":\[\{"role":"readWriteAnyDatabase","db":"admin"\}\]\},\n {2}\{"user":"pages",.*clusterMonitor.*\n {2}\{"user":"ringwall-admin",/,
      ],
    },
  },
  'FerretDB, which asks for log-ins already': {
    files: {
      'compose.yaml': `services:
  app:
    image: node:20
    command: node app.js
    environment:
      MONGODB_URI: mongodb://app:Long-Enough-1234@store:27017/shop
  store:
    image: ghcr.io/ferretdb/ferretdb:2.1.0
    environment:
      FERRETDB_POSTGRESQL_URL: postgres://ferret:Long-Enough-1234@pg.example.org:5432/postgres?sslmode=verify-full
`,
    },
    measures: ['channel store:27017 close app, close store'],
    has: {
      'compose.yaml': [
        '@store:27017/shop?tls=true&tlsCAFile=/etc/ringwall/ca.crt',
        'FERRETDB_LISTEN_ADDR: ""\n      FERRETDB_LISTEN_TLS: ":27017"\n      FERRETDB_LISTEN_TLS_CERT_FILE: /etc/ringwall/tls.crt\n',
      ],
      'ringwall/store/tls.key': [/^-----BEGIN PRIVATE KEY-----/],
    },
  },
  'MongoDB with others of its kind': {
    files: { 'compose.yaml': `${mongo}    command: [mongod, --replSet, rs0]\n` },
    measures: ['channel mongo:27017 switch app'],
    left: ['channel/encrypted app->mongo:27017 would-break', 'channel/plaintext-refused mongo:27017 would-break'],
    has: { 'compose.yaml': ['command: [mongod, --replSet, rs0]'] },
  },
  'MariaDB without anything': {
    files: { 'compose.yaml': mariadb },
    measures: ['channel db:3306 accept db, switch app, close db'],
    has: {
      'compose.yaml': [
        '"mysql+pymysql://app:${DB_APP}@db:3306/app?ssl_ca=/etc/ringwall/ca.crt&ssl_check_hostname=true',
        'MARIADB_ROOT_HOST: localhost',
        './ringwall/db/ringwall.cnf:/etc/mysql/conf.d/ringwall.cnf:ro',
      ],
      'ringwall/db/ringwall.cnf': ['require_secure_transport=ON\n', 'init_file=/etc/ringwall/accounts.sql\n'],
      'ringwall/db/accounts.sql': [
        /^CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY '[0-9a-f]{48}';$/m,
        "ALTER USER IF EXISTS 'root'@'%' ACCOUNT LOCK;",
      ],
    },
  },
  'MySQL with options on its command line': {
    files: {
      'compose.yaml': `services:
  app:
    image: node:20
    command: node app.js
    environment:
      DATABASE_URL: mysql://app:Long-Enough-1234@db:3306/app
  db:
    image: mysql:8.4
    command: --skip-require-secure-transport --tls-version TLSv1.1,TLSv1.2 --max-connections 20
    environment:
      MYSQL_RANDOM_ROOT_PASSWORD: "1"
      MYSQL_DATABASE: app
      MYSQL_USER: app
      MYSQL_PASSWORD: Long-Enough-1234
    volumes:
      - ./conf:/etc/mysql/conf.d
`,
      'conf/app.cnf': '[mysqld]\n# names\nskip-name-resolve\nskip-ssl\n',
    },
    measures: ['channel db:3306 accept db, switch app, close db'],
    has: {
      'compose.yaml': [
        'command: "--require-secure-transport=ON --tls-version=TLSv1.2,TLSv1.3 --max-connections 20"\n',
        '@db:3306/app?ssl=%7B%22rejectUnauthorized%22%3Atrue%2C%22verifyIdentity%22%3Atrue%7D',
        'NODE_EXTRA_CA_CERTS: /etc/ringwall/ca.crt',
      ],
      'conf/app.cnf': [/^\[mysqld\]\n# names\nskip-name-resolve\nssl_cert = \/etc\/ringwall\/tls\.crt\n/],
    },
  },
  'slapd with its own file': {
    files: {
      'compose.yaml': slapd,
      'slapd.conf':
        'include /etc/ldap/schema/core.schema\nallow bind_v2 bind_anon_cred # old\n\ndatabase mdb\nsuffix "dc=shop,dc=example"\nrootdn "cn=admin,dc=shop,dc=example"\nrootpw {SSHA}zSdoVzVe5nMLlDrNwrfVBlYvcSdpXf6Z\naccess to * by * read\n',
    },
    measures: ['channel directory:389 accept directory, switch app, close directory'],
    has: {
      'compose.yaml': ['LDAP_URL: ldaps://directory:636\n', 'LDAPTLS_CACERT: /etc/ringwall/ca.crt', "-h 'ldap:/// ldaps:///'"],
      'slapd.conf': [
        /^allow bind_v2\b/m,
        'security ssf=128\n',
        'disallow bind_anon\n',
        'require authc\n',
        /require authc\n[^]*database mdb\nsuffix "dc=shop/,
      ],
    },
  },
  'a directory of osixia': {
    files: { 'compose.yaml': osixia },
    measures: ['channel directory:389 accept directory, switch app, close directory'],
    has: {
      'compose.yaml': [
        'LDAP_URL: ldaps://directory:636\n',
        'NODE_EXTRA_CA_CERTS: /etc/ringwall/ca.crt',
        'LDAP_TLS: "true"',
        'LDAP_TLS_ENFORCE: "true"',
        'LDAP_TLS_VERIFY_CLIENT: try',
        '/container/service/slapd/assets/certs/ringwall.key:ro',
        '--copy-service',
      ],
    },
  },
  'RabbitMQ with a file of its own': {
    files: { 'compose.yaml': rabbit, 'rabbitmq.conf': '# the port\nlisteners.tcp.default = 5672\nlog.console = true\n' },
    measures: ['channel queue:5672 accept queue, switch app, close queue'],
    left: ['channel/plaintext-refused queue:25672 no-remedy', 'listener/authenticated queue:15692 no-remedy'],
    has: {
      'compose.yaml': ['AMQP_URL: amqps://app:Long-Enough-1234@queue:5671\n', 'NODE_EXTRA_CA_CERTS: /etc/ringwall/ca.crt'],
      'rabbitmq.conf': [/^# the port\nlog\.console = true\n/, 'listeners.tcp = none\n', 'listeners.ssl.default = 5671\n'],
    },
  },
}

hardens(examples)
