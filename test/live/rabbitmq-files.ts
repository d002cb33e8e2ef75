/** Settings of rabbitmq.conf, and where a node keeps each of them. */
export const scalars: Readonly<Record<string, readonly string[]>> = {
  default_user: ['rabbit', 'default_user'],
  default_pass: ['rabbit', 'default_pass'],
  default_vhost: ['rabbit', 'default_vhost'],
  heartbeat: ['rabbit', 'heartbeat'],
  channel_max: ['rabbit', 'channel_max'],
  handshake_timeout: ['rabbit', 'handshake_timeout'],
  cluster_partition_handling: ['rabbit', 'cluster_partition_handling'],
  password_hashing_module: ['rabbit', 'password_hashing_module'],
  'ssl_options.verify': ['rabbit', 'ssl_options', 'verify'],
  'ssl_options.fail_if_no_peer_cert': ['rabbit', 'ssl_options', 'fail_if_no_peer_cert'],
  'ssl_options.certfile': ['rabbit', 'ssl_options', 'certfile'],
  'ssl_options.keyfile': ['rabbit', 'ssl_options', 'keyfile'],
  'ssl_options.cacertfile': ['rabbit', 'ssl_options', 'cacertfile'],
  'ssl_options.depth': ['rabbit', 'ssl_options', 'depth'],
  'log.file.level': ['rabbit', 'log', 'file', 'level'],
  'log.console': ['rabbit', 'log', 'console', 'enabled'],
  'management.tcp.port': ['rabbitmq_management', 'tcp_config', 'port'],
  'management.tcp.ip': ['rabbitmq_management', 'tcp_config', 'ip'],
  'management.ssl.port': ['rabbitmq_management', 'ssl_config', 'port'],
  'management.ssl.certfile': ['rabbitmq_management', 'ssl_config', 'certfile'],
  'mqtt.allow_anonymous': ['rabbitmq_mqtt', 'allow_anonymous'],
  'mqtt.default_user': ['rabbitmq_mqtt', 'default_user'],
  'stomp.default_user': ['rabbitmq_stomp', 'default_user', 'login'],
  'auth_ldap.use_ssl': ['rabbitmq_auth_backend_ldap', 'use_ssl'],
  'auth_ldap.port': ['rabbitmq_auth_backend_ldap', 'port'],
}

export const lists: Readonly<Record<string, readonly string[]>> = {
  'listeners.tcp': ['rabbit', 'tcp_listeners'],
  'listeners.ssl': ['rabbit', 'ssl_listeners'],
  'mqtt.listeners.tcp': ['rabbitmq_mqtt', 'tcp_listeners'],
  'stomp.listeners.tcp': ['rabbitmq_stomp', 'tcp_listeners'],
  'ssl_options.versions': ['rabbit', 'ssl_options', 'versions'],
  'ssl_options.ciphers': ['rabbit', 'ssl_options', 'ciphers'],
  auth_backends: ['rabbit', 'auth_backends'],
  auth_mechanisms: ['rabbit', 'auth_mechanisms'],
  'auth_ldap.servers': ['rabbitmq_auth_backend_ldap', 'servers'],
}

export const main = 'rabbitmq.conf'
export const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  defaults: {},
  hardened: {
    [main]: `# TLS alone
listeners.tcp = none
listeners.ssl.default = 5671
ssl_options.cacertfile = FOLDER/a.crt
ssl_options.certfile   = FOLDER/a.crt
ssl_options.keyfile    = FOLDER/a.key
ssl_options.verify     = verify_peer
ssl_options.fail_if_no_peer_cert = true
ssl_options.depth = 2
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
ssl_options.ciphers.1 = TLS_AES_256_GCM_SHA384
ssl_options.ciphers.2 = ECDHE-RSA-AES256-GCM-SHA384
loopback_users.guest = true
default_user = shop
default_pass = 8qDk2-long-and-random-0wXz
auth_mechanisms.1 = PLAIN
auth_mechanisms.2 = AMQPLAIN
management.ssl.port = 15671
management.ssl.certfile = FOLDER/a.crt
management.ssl.keyfile = FOLDER/a.key
mqtt.allow_anonymous = false
mqtt.listeners.tcp = none
log.file.level = info
cluster_partition_handling = pause_minority
password_hashing_module = rabbit_password_hashing_sha512
`,
  },
  weak: {
    [main]: `listeners.tcp.default = 5672
loopback_users = none
default_pass = guest
management.tcp.port = 15672
management.tcp.ip = 0.0.0.0
ssl_options.verify = verify_none
ssl_options.versions.1 = tlsv1
log.file.level = debug
auth_backends.1 = ldap
auth_backends.2 = internal
auth_ldap.servers.1 = ldap.shop.example
auth_ldap.use_ssl = false
mqtt.allow_anonymous = true
mqtt.default_user = guest
`,
  },
  'with conf.d and variables': {
    [main]: 'heartbeat = 20\nlisteners.tcp.default = 5673\ndefault_user = one\nloopback_users.one = true\n',
    'conf.d/20-late.conf': 'heartbeat = 30\nchannel_max = 64\nlisteners.tcp.default = 127.0.0.1:5674\n',
    'conf.d/10-early.conf': 'heartbeat = 40\nchannel_max = 32\ndefault_user = two\nssl_options.versions.b = tlsv1.2\n',
    'conf.d/README': 'handshake_timeout = 5000\n',
    'conf.d/.hidden.conf': 'default_vhost = hidden\n',
    'env.conf': '# run by the shell\nNODE_PORT=5700\nCONFIG_FILES=FOLDER/conf.d\n',
  },
  'included files': {
    [main]: 'heartbeat = 20\ninclude more.conf\nchannel_max = 16\n',
    'more.conf': 'heartbeat = 25\nchannel_max = 32\ndefault_user = more\n',
  },
  'advanced.config over it': {
    [main]: 'listeners.tcp.default = 5673\nssl_options.verify = verify_peer\nssl_options.depth = 3\nheartbeat = 20\nmqtt.default_user = early\n',
    'advanced.config': `%% terms
[{rabbit, [{tcp_listeners, [{"127.0.0.1", 5675}, {"::1", 5676}]},
           {ssl_options, [{verify, verify_none}, {versions, ['tlsv1.2', 'tlsv1.3']}]},
           {auth_backends, [rabbit_auth_backend_ldap, rabbit_auth_backend_internal]},
           {loopback_users, [<<"guest">>, <<"other">>]},
           {default_pass, <<"from terms">>}]},
 {rabbitmq_management, [{tcp_config, [{port, 15680}, {ip, "127.0.0.1"}]}]},
 {rabbitmq_mqtt, [{default_user, <<"late">>}, {allow_anonymous, false}]}].
`,
  },
  'rabbitmq.config of old': {
    'rabbitmq.config': `[
  {rabbit, [{tcp_listeners, []}, {ssl_listeners, [5671]},
    {ssl_options, [{certfile, "FOLDER/a.crt"}, {keyfile, "FOLDER/a.key"}, {verify, verify_peer}, {fail_if_no_peer_cert, false}]},
    {loopback_users, []}, {heartbeat, 16#1E}, {default_user, <<"old">>}]},
  {rabbitmq_stomp, [{default_user, [{login, "frog"}, {passcode, "x"}]}, {tcp_listeners, [{"127.0.0.1", 61614}]}]}
].
`,
  },
  'strange but legal': {
    [main]: `
   # indented
	heartbeat=7
heartbeat   =   8   # the last one counts
default_pass = a b"c'd\\e
default_user = 'quoted'
default_vhost = a=b
loopback_users.some\\.one = true
loopback_users.guest = false
listeners.tcp.zeta = 5673
listeners.tcp.alpha = ::1:5674
listeners.tcp.10 = 127.0.0.1:5675
listeners.tcp.9 = 5676
ssl_options.versions.zwei = tlsv1.2
ssl_options.versions.eins = tlsv1.3
auth_mechanisms.b = PLAIN
auth_mechanisms.a = AMQPLAIN`,
  },
  'line ends of Windows': { [main]: 'heartbeat = 9\r\ndefault_user = shop\r\nlisteners.tcp.default = 5673\r\n' },
}

/** What the program does not start with. */
export const refused: Readonly<Record<string, string>> = {
  'no value': 'heartbeat = 1\ndefault_user =\n',
  'no sign': 'heartbeat 1\n',
  'a section': '[rabbit]\nheartbeat = 1\n',
  'a colon': 'heartbeat: 1\n',
  'a blank in the name': 'listeners tcp = 1\n',
}

/** Files of nodes that are started. */
export const nodes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'weak, by variables': {
    [main]: 'loopback_users = none\nmanagement.tcp.port = 35682\nmqtt.listeners.tcp.default = 35683\n',
    'env.conf': 'NODE_PORT=35681\nNODE_IP_ADDRESS=127.0.0.1\n',
    enabled_plugins: '[rabbitmq_management,rabbitmq_mqtt].\n',
  },
  hardened: {
    [main]: `listeners.tcp = none
listeners.ssl.default = 127.0.0.1:35684
ssl_options.cacertfile = FOLDER/a.crt
ssl_options.certfile = FOLDER/a.crt
ssl_options.keyfile = FOLDER/a.key
default_user = shop
default_pass = 8qDk2-long-and-random-0wXz
management.ssl.port = 35685
management.ssl.certfile = FOLDER/a.crt
management.ssl.keyfile = FOLDER/a.key
`,
    enabled_plugins: '[rabbitmq_management].\n',
  },
}
