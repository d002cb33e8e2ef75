import { describe, expect, it } from 'vitest'
import type { Hardening } from '../src/model/hardening.ts'
import { harden, ofChannels } from './harden-files.ts'
import { call } from './in-process.ts'

interface Example {
  readonly files: Readonly<Record<string, string>>
  readonly measures: readonly string[]
  /** What stays, for it is another port. */
  readonly left?: readonly string[]
  /** By file, what it is to have. */
  readonly has: Readonly<Record<string, readonly (string | RegExp)[]>>
}

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

const ftp = (command: string): string => `services:
  app:
    image: debian:12
    command: ["sh", "-c", "while sleep 300; do ${command}; done"]
    environment:
      FTP_URL: ftp://app:Long-Enough-1234@files:21/files
  files:
    image: registry.example.org/vsftpd:3.0.3
    command: vsftpd /etc/vsftpd.conf
    volumes:
      - ./vsftpd.conf:/etc/vsftpd.conf
`

const examples: Readonly<Record<string, Example>> = {
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
  'vsftpd and curl': {
    files: { 'compose.yaml': ftp('curl $$FTP_URL/report.txt'), 'vsftpd.conf': '# ours\nlisten=YES\nlocal_enable=YES\nssl_ciphers=HIGH:RC4\n' },
    measures: ['channel files:21 accept files, switch app, close files'],
    has: {
      'compose.yaml': ['FTP_URL: ftp://app:Long-Enough-1234@files:21/files\n', 'CURL_HOME: /etc/ringwall\n'],
      'ringwall/app/.curlrc': ['ssl-reqd\ncacert = /etc/ringwall/ca.crt\n'],
      'vsftpd.conf': [
        /^# ours\nlisten=YES\nlocal_enable=YES\nssl_ciphers=ECDHE/,
        'anonymous_enable=NO\n',
        'force_local_logins_ssl=YES\n',
        'force_local_data_ssl=YES\n',
        'rsa_private_key_file=/etc/ringwall/tls.key\n',
        /^(?![^]*_anon_)/,
      ],
    },
  },
  'vsftpd and lftp, which would take up TLS before it knows the authority': {
    files: { 'compose.yaml': ftp('lftp -c \\"mirror $$FTP_URL\\"'), 'vsftpd.conf': 'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n' },
    measures: ['channel files:21 close app, close files'],
    has: { 'compose.yaml': ['LFTP_HOME: /etc/ringwall\n'], 'ringwall/app/rc': ['set ftp:ssl-force yes\n'] },
  },
  'vsftpd and a program whose library nobody knows': {
    files: { 'compose.yaml': ftp('python -m app'), 'vsftpd.conf': 'listen=YES\nlocal_enable=YES\nanonymous_enable=NO\n' },
    measures: ['channel files:21 without app accept files'],
    left: ['channel/encrypted app->files:21 needs-person', 'channel/plaintext-refused files:21 needs-person'],
    has: { 'vsftpd.conf': ['ssl_enable=YES\n', 'force_local_logins_ssl=NO\n'] },
  },
  'ProFTPD with virtual hosts, strangers and a module that is not loaded': {
    files: {
      'compose.yaml': ftp('curl $$FTP_URL/report.txt')
        .replace('registry.example.org/vsftpd:3.0.3', 'registry.example.org/proftpd:1.3.8')
        .replace('vsftpd /etc/vsftpd.conf', 'proftpd -n')
        .replace('./vsftpd.conf:/etc/vsftpd.conf', './proftpd:/etc/proftpd'),
      'proftpd/proftpd.conf':
        '# ours\nInclude /etc/proftpd/modules.conf\nDefaultRoot ~\n<VirtualHost 10.0.0.9>\n  Port 21\n  TLSEngine off\n</VirtualHost>\n<Anonymous ~ftp>\n  User ftp\n</Anonymous>\nInclude /etc/proftpd/conf.d/\n',
      'proftpd/modules.conf': 'LoadModule mod_ban.c\n#LoadModule mod_tls.c\n',
      'proftpd/conf.d/tls.conf':
        '<IfModule mod_tls.c>\n  TLSEngine on\n  TLSRSACertificateFile /etc/ssl/old.pem\n  TLSProtocol SSLv23\n</IfModule>\n',
    },
    measures: ['channel files:21 accept files, switch app, close files'],
    has: {
      'proftpd/modules.conf': [/^LoadModule mod_ban\.c\nLoadModule mod_tls\.c\n#LoadModule/],
      'proftpd/conf.d/tls.conf': [/^<IfModule mod_tls\.c>\n {2}TLSEngine on\n {2}TLSProtocol TLSv1\.2 TLSv1\.3\n<\/IfModule>\n$/],
      'proftpd/proftpd.conf': [
        /^# ours\n/,
        /<VirtualHost 10\.0\.0\.9>\n {2}Port 21\n {2}TLSEngine on\n<\/VirtualHost>/,
        /<Anonymous ~ftp>\n {2}<Limit LOGIN>\n {4}DenyAll\n {2}<\/Limit>\n {2}User ftp\n/,
        /<Global>\n(?: +TLS.*\n)*? +TLSRequired on\n/,
      ],
    },
  },
  'ZooKeeper of variables alone': {
    files: {
      'compose.yaml': `services:
  app:
    image: eclipse-temurin:17
    command: java -jar app.jar
    environment:
      ZOOKEEPER_CONNECT: zookeeper:2181/shop
      JAVA_TOOL_OPTIONS: -Xmx64m
  zookeeper:
    image: zookeeper:3.8
    environment:
      ZOO_CFG_EXTRA: snapCount=1000 clientPort=2181
      ZOO_ADMINSERVER_ENABLED: "false"
    healthcheck:
      test: ["CMD-SHELL", "echo ruok | nc localhost 2181"]
`,
    },
    measures: ['channel zookeeper:2181 accept zookeeper, switch app, close zookeeper'],
    has: {
      'compose.yaml': [
        'ZOOKEEPER_CONNECT: zookeeper:2281/shop\n',
        /JAVA_TOOL_OPTIONS: "?-Xmx64m -Dzookeeper\.client\.secure=true /,
        'ZOO_SERVERS: server.1=localhost:2888:3888\n',
        /ZOO_CFG_EXTRA: "?snapCount=1000 (?!.*clientPort=2181).*\bsecureClientPort=2281 /,
        /ZOO_CFG_EXTRA: .*ssl\.clientAuth=none .*sessionRequireClientSASLAuth=true/,
        'test: [CMD, zkServer.sh, status]\n',
      ],
      'ringwall/zookeeper/jaas.conf': [/^Server \{\n[^]*\n {2}user_app="[0-9a-f]{48}";\n\};\n$/],
      'ringwall/app/jaas.conf': [/^Client \{\n[^]*username="app"\n/],
    },
  },
  'ZooKeeper with a file of its own and a door in the list of servers': {
    files: {
      'compose.yaml': `services:
  app:
    image: eclipse-temurin:17
    command: java -jar app.jar
    environment:
      ZK_HOST: zookeeper
      ZK_PORT: "2182"
  zookeeper:
    image: zookeeper:3.9.3
    volumes:
      - ./zoo.cfg:/conf/zoo.cfg
      - ./java.env:/conf/java.env
`,
      'zoo.cfg': '# ours\ndataDir=/data\nserver.1=localhost:2888:3888;2182\nadmin.enableServer=false\nssl.keyStore.password=old\n',
      'java.env': 'export SERVER_JVMFLAGS="-Xmx256m"\n',
    },
    measures: ['channel zookeeper:2182 accept zookeeper, switch app, close zookeeper'],
    has: {
      'compose.yaml': ['ZK_PORT: "2183"\n'],
      'zoo.cfg': [/^# ours\ndataDir=\/data\nserver\.1=localhost:2888:3888\nadmin/, 'secureClientPort=2183\n', /^(?![^]*password=old)/],
      'java.env': ['export SERVER_JVMFLAGS="-Xmx256m -Djava.security.auth.login.config=/etc/ringwall/jaas.conf"\n'],
    },
  },
  'Kafka and its ZooKeeper': {
    files: {
      'compose.yaml': `services:
  kafka:
    image: confluentinc/cp-kafka:7.3.0
    environment:
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zookeeper:2181/kafka
      KAFKA_LISTENERS: SASL_SSL://0.0.0.0:9092
  zookeeper:
    image: zookeeper:3.8
    environment:
      ZOO_ADMINSERVER_ENABLED: "false"
`,
    },
    measures: ['channel zookeeper:2181 accept zookeeper, switch kafka, close zookeeper'],
    has: {
      'compose.yaml': [
        'KAFKA_ZOOKEEPER_CONNECT: zookeeper:2281/kafka\n',
        /KAFKA_OPTS: "?-Dzookeeper\.client\.secure=true .*login\.config=\/etc\/ringwall\/jaas\.conf/,
      ],
      'ringwall/kafka/jaas.conf': [/^Client \{\n[^]*username="kafka"\n/],
    },
  },
  'ZooKeeper of before TLS': {
    files: {
      'compose.yaml': `services:
  app:
    image: eclipse-temurin:17
    command: java -jar app.jar
    environment:
      ZOOKEEPER_CONNECT: zookeeper:2181
  zookeeper:
    image: zookeeper:3.4.14
`,
    },
    measures: [],
    left: [
      'listener/authenticated zookeeper:2181 product-cannot',
      'channel/encrypted app->zookeeper:2181 product-cannot',
      'channel/plaintext-refused zookeeper:2181 product-cannot',
    ],
    has: {},
  },
}

describe.each(Object.entries(examples))('%s', (_name, { files, measures, left = [], has }) => {
  it('gets TLS and a log-in at both ends, and is not changed twice', { timeout: 120_000 }, async () => {
    const { plan, read, folder } = await harden(files)
    expect(plan.measures.map(({ id, steps }) => `${id} ${steps.map(({ component, phase }) => `${phase} ${component}`).join(', ')}`)).toEqual(measures)
    const open = plan.open.filter(({ finding }) => ofChannels.test(finding.control))
    expect(open.map(({ finding, reason }) => `${finding.control} ${finding.subject.id} ${reason}`)).toEqual(left)
    expect(plan.added.filter(({ control }) => ofChannels.test(control))).toEqual([])
    const missing = Object.entries(has).flatMap(([file, pieces]) =>
      pieces
        .filter((piece) => (typeof piece === 'string' ? !read(file).includes(piece) : !piece.test(read(file))))
        .map((piece) => `${file}: ${String(piece)}`),
    )
    expect(missing).toEqual([])
    const again = JSON.parse((await call(['harden', folder, '--only', 'channels', '--format', 'json'])).stdout) as Hardening
    expect(again.files).toEqual([])
  })
})
