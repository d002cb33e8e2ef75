/** Debian packages of the real servers that the live tests talk to, in order. */
export const packages: readonly string[] = [
  'chromium',
  'default-jre-headless',
  'docker-compose',
  'ldap-utils',
  'libjetty9-java',
  'mariadb-server',
  'nginx',
  'openssl',
  'postgresql',
  'redis-server',
  'redis-tools',
  'slapd',
  'systemd',
  'util-linux',
  'zookeeper',
]
