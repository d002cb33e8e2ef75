import { hardens } from './server-examples.ts'

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

hardens({
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
})
