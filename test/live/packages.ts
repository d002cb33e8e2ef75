/** Debian packages of the real servers that the live tests talk to, in order. */
export const packages: readonly string[] = [
  'apache2-bin',
  'busybox-static',
  'caddy',
  'chromium',
  'clamav',
  // clamconf
  'clamav-daemon',
  // its compiler makes the server with SSL 3.0
  'default-jdk-headless',
  'default-jre-headless',
  'curl',
  'docker-compose',
  'docker.io',
  'dovecot-imapd',
  'etcd-client',
  'etcd-server',
  // gnutls-cli
  'gnutls-bin',
  'haproxy',
  'iproute2',
  'iptables',
  'jupyter-server',
  'krb5-admin-server',
  'krb5-kdc',
  'ldap-utils',
  'libapache2-mod-auth-gssapi',
  'libjetty9-java',
  'libkrb5-3',
  'libnginx-mod-mail',
  'libnginx-mod-stream',
  'lynis',
  'mariadb-server',
  'mosquitto',
  'memcached',
  'nats-server',
  'nftables',
  'nginx',
  // compared with: npm run bench:verify
  'nmap',
  'openscap-scanner',
  'openssh-server',
  'openssl',
  'postgresql',
  'procps',
  'prometheus',
  'python3',
  'python3-yaml',
  'rabbitmq-server',
  'redis-server',
  'redis-tools',
  'slapd',
  'squid',
  // compared with: npm run compare:tls
  'sslscan',
  'stunnel4',
  'systemd',
  'testssl.sh',
  'util-linux',
  'vsftpd',
  'zookeeper',
]

/** Packages that cannot be installed beside others of the list: they are unpacked into a folder with what they need, and run from there. */
export const unpacked = {
  // it conflicts with vsftpd
  proftpd: {
    folder: '/var/cache/ringwall/proftpd',
    packages: ['proftpd-core', 'proftpd-mod-crypto'],
    libraries: '/var/cache/ringwall/proftpd/usr/lib/x86_64-linux-gnu:/var/cache/ringwall/proftpd/usr/lib/aarch64-linux-gnu',
  },
} as const
