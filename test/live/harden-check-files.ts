/** Settings with the rarer half of each grammar. `HERE` is their folder. Each passes its server's own check as it stands. */
export interface Checked {
  readonly files: Readonly<Record<string, string>>
  /** Paths of the server's own check, the newest first. */
  readonly program: readonly string[]
  readonly check: (folder: string) => readonly string[]
  /** What the check refuses at the end of the first file. */
  readonly fault: string
}

export const checkedFiles: Readonly<Record<string, Checked>> = {
  'sshd -t': {
    files: {
      sshd_config:
        '# site\nInclude HERE/sshd_config.d/*.conf\nHostKey HERE/host-key\nPort 22\nPermitRootLogin yes\nPasswordAuthentication yes   \nX11Forwarding "yes"\nMaxAuthTries 20\n\nMatch User backup Address 10.0.0.0/8\n\tPermitRootLogin no\nMatch all\n    Banner none\n',
      'sshd_config.d/10-more.conf': 'AllowTcpForwarding yes\n',
    },
    program: ['/usr/sbin/sshd'],
    check: (folder) => ['-t', '-f', `${folder}/sshd_config`],
    fault: 'NoSuchKey yes\n',
  },
  'slaptest -u': {
    files: {
      'slapd.conf':
        'include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\nallow bind_anon_cred\n\ndatabase mdb\nsuffix "dc=example,dc=org"\nrootdn "cn=admin,dc=example,dc=org"\nrootpw secret\ndirectory HERE\naccess to *\n    by anonymous write\n    by * write\n',
    },
    program: ['/usr/sbin/slaptest'],
    check: (folder) => ['-u', '-f', `${folder}/slapd.conf`],
    fault: 'nosuchkey yes\n',
  },
  'mariadbd --help': {
    files: {
      'my.cnf':
        '[client-server]\nport = 3306\n!includedir HERE/conf.d\n[mysqld]\nskip-grant-tables\nlocal_infile=1\nbind-address = 0.0.0.0   # all\n# the end\n[mysqld]\n',
      'conf.d/a.cnf': '[mariadb]\nsecure_file_priv=""\nsymbolic-links=1\n',
    },
    program: ['/usr/sbin/mariadbd'],
    check: (folder) => [`--defaults-file=${folder}/my.cnf`, '--user=nobody', '--help', '--verbose'],
    fault: 'no-such-key=1\n',
  },
  'postgres -C': {
    files: {
      'postgresql.conf':
        "listen_addresses = '*'\t\t# all\nssl = off\ndata_directory = 'HERE'\nhba_file = 'HERE/pg_hba.conf'\nident_file = 'HERE/pg_ident.conf'\npassword_encryption = 'md5'\ninclude_dir 'conf.d'\ninclude_if_exists 'no-such.conf'\nlog_connections = off",
      'conf.d/x.conf': "log_line_prefix = '%m ''%u'' '\n",
      'pg_hba.conf': 'local all all trust\nhost all "all" 0.0.0.0/0 md5 # everyone\n',
    },
    program: ['/usr/lib/postgresql/*/bin/postgres'],
    check: (folder) => ['-C', 'ssl', '-c', `config_file=${folder}/postgresql.conf`],
    fault: "\nno_such_key = 'x'\n",
  },
  'nginx -t': {
    files: {
      'nginx.conf':
        "worker_processes auto;\npid HERE/nginx.pid;\nerror_log stderr;\nevents { worker_connections 64; }\nhttp {\n  server_tokens on;\n  access_log off;\n  ssl_protocols TLSv1 TLSv1.1 TLSv1.2;\n  include conf.d/*.conf;\n  map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n}\n",
      'conf.d/a.conf':
        'server {\n  listen 8080;\n  server_name "a.example.org";\n  location ~* \\.(?:bak|sql)$ { autoindex on; root /tmp; }\n  location / { add_header X-A "b; c" always; return 200 "ok"; }\n}\n',
    },
    program: ['/usr/sbin/nginx'],
    check: (folder) => ['-t', '-q', '-p', folder, '-c', `${folder}/nginx.conf`],
    fault: 'no_such_key on;\n',
  },
  'redis-server': {
    files: {
      'redis.conf':
        'include HERE/more.conf\nbind * -::*\ndir HERE\nprotected-mode no\nrename-command FLUSHALL ""\nuser old on nopass ~* +@all\nloglevel warning\n',
      'more.conf': 'maxmemory 100mb\nsave 900 1\n',
    },
    program: ['/usr/bin/redis-server'],
    // it has no check of its own: it starts, and is told its end
    check: (folder) => [`${folder}/redis.conf`, '--port', '0', '--tls-port', '0', '--unixsocket', `${folder}/s`],
    fault: 'no-such-key yes\n',
  },
  'haproxy -c': {
    files: {
      'haproxy.cfg':
        'global\n\tmaxconn 200   # few\n\tssl-default-bind-options no-sslv3\ndefaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n\nfrontend front\n    bind :8080\n    acl is_api path_beg /api "/v1 x"\n    http-request set-header X-A "b \\"c\\" # d"\n    use_backend api if is_api\n    default_backend pages\nbackend api\n    server a1 127.0.0.1:9000 check inter 2s\n    server a2 127.0.0.1:9001 ssl verify none check\nbackend pages\n    http-request return status 200 content-type text/plain string "ok"\n\nlisten stats\n\tbind *:8404\n\tstats enable\n\tstats uri /stats\n',
    },
    program: ['/usr/sbin/haproxy'],
    check: (folder) => ['-c', '-q', '-f', `${folder}/haproxy.cfg`],
    fault: '    no-such-key yes\n',
  },
  'apache2 -t': {
    files: {
      'httpd.conf':
        'ServerRoot "HERE"\nLoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so\nLoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so\nLoadModule headers_module /usr/lib/apache2/modules/mod_headers.so\nLoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so\nPidFile HERE/httpd.pid\nErrorLog /dev/null\nServerName a.example.org\nListen 8080\nServerTokens Full\nTraceEnable On\nSSLProtocol all \\\n  -SSLv3\n<IfModule !mod_nothing.c>\n  Header always append X-A "b; \\"c\\""\n</IfModule>\nIncludeOptional conf.d/*.conf\n',
      'conf.d/a.conf':
        '<VirtualHost *:8080>\n\tDocumentRoot "/tmp"\n\t<Directory "/tmp">\n\t\tOptions Indexes FollowSymLinks\n\t\tRequire all granted\n\t</Directory>\n</VirtualHost>\n',
    },
    program: ['/usr/sbin/apache2'],
    check: (folder) => ['-t', '-f', `${folder}/httpd.conf`],
    fault: 'NoSuchKey yes\n',
  },
}
