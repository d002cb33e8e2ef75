import { join } from 'node:path'
import { haproxyEdits, haproxySections } from '../../src/formats/edits/haproxy.ts'
import { proftpdConfEdits } from '../../src/formats/edits/httpd.ts'
import { iniEdits } from '../../src/formats/edits/ini.ts'
import { knownHostsEdits } from '../../src/formats/edits/known-hosts.ts'
import { krb5Edits } from '../../src/formats/edits/krb5.ts'
import { nftEdits } from '../../src/formats/edits/nft.ts'
import { squidEdits } from '../../src/formats/edits/squid.ts'
import { systemdUnitEdits } from '../../src/formats/edits/systemd-unit.ts'
import { unpacked } from './packages.ts'
import { program } from './server.ts'
import type { TriedFile } from './edits-block-cases.ts'

/** Asks libkrb5 itself: it has no program that shows what it read. */
const profile = `
import ctypes, sys
krb5 = ctypes.CDLL(sys.argv[1])
profile = ctypes.c_void_p()
files = (ctypes.c_char_p * 2)(sys.argv[2].encode(), None)
if krb5.profile_init(files, ctypes.byref(profile)): sys.exit('profile_init')
for names in (['libdefaults', 'permitted_enctypes'], ['realms', 'A.EXAMPLE', 'kdc'], ['realms', 'B.EXAMPLE', 'kdc'], ['realms', 'B.EXAMPLE', 'admin_server']):
    question = (ctypes.c_char_p * (len(names) + 1))(*[n.encode() for n in names], None)
    values = ctypes.POINTER(ctypes.c_char_p)()
    found, at = '', 0
    if krb5.profile_get_values(profile, question, ctypes.byref(values)) == 0:
        while values[at] is not None:
            found += ' ' + values[at].decode() + ';'
            at += 1
    print(' '.join(names) + ':' + found)
`

/** A key of Ed25519 as OpenSSH writes it. */
function publicKey(seed: number): string {
  const name = Buffer.from('ssh-ed25519')
  return Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, seed)]).toString('base64')
}

/** Files in which the order is the meaning, and others without a dump of their own. */
export const orderCases: Readonly<Record<string, TriedFile>> = {
  'haproxy.cfg': {
    program: program('/usr/sbin/haproxy'),
    before:
      'global\n    maxconn 100\ndefaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\nfrontend web\n    bind 127.0.0.1:8080 # plain\n    default_backend app\nbackend app\n    server a 127.0.0.1:9000\nbackend old\n    server b 127.0.0.1:9001\n',
    steps: [
      (text) => haproxyEdits.set(text, ['global', 'ssl-default-bind-options'], ['ssl-min-ver', 'TLSv1.2']),
      (text) => haproxyEdits.put(text, ['frontend web', 'http-request'], ['deny', 'if', '{', 'path_beg', '/a b#c', '}']),
      (text) => haproxyEdits.put(text, ['frontend web', 'http-response'], ['set-header', 'X-A', 'it\'s "$x"; \\']),
      (text) => haproxyEdits.put(text, ['backend app', 'server'], ['a', '127.0.0.1:9443', 'check'], { fits: ([name]) => name === 'a' }),
      (text) =>
        haproxySections.add(
          text,
          ['backend', 'more'],
          [
            ['mode', 'tcp'],
            ['server', 'c', '127.0.0.1:9002'],
          ],
        ),
      (text) => haproxySections.remove(text, 'backend old'),
    ],
    check: [['SERVER', '-c', '-f', 'FILE']],
    says: [],
    wrong: 'backend x\n    nothing-such on\n',
  },
  'squid.conf': {
    program: program('/usr/sbin/squid'),
    before:
      'http_port 127.0.0.1:3128\nacl local src 10.0.0.0/8\nhttp_access allow local # ours\nhttp_access deny all\ncoredump_dir FOLDER\ncache_log FOLDER/log\naccess_log none\npid_filename FOLDER/pid\nvisible_hostname a\n',
    steps: [
      (text) => squidEdits.put(text, ['acl'], ['good', 'dstdomain', '.example.com']),
      (text) => squidEdits.put(text, ['http_access'], ['allow', 'local', 'good'], { fits: ([, what]) => what === 'local' }),
      (text) => squidEdits.put(text, ['http_access'], ['deny', 'CONNECT', '!good'], { before: (name) => name === 'http_access' }),
      (text) => squidEdits.set(text, ['http_port'], ['127.0.0.1:3129']),
      (text) => squidEdits.set(text, ['via'], ['off']),
    ],
    check: [['/bin/sh', '-c', '"$0" -k parse -f "$1" 2>&1', 'SERVER', 'FILE']],
    says: ['http_access deny CONNECT !good', 'http_access allow local good', 'http_port 127.0.0.1:3129', 'via off'],
    wrong: 'http_access allow nobody_knows\n',
  },
  'nftables.conf': {
    // a network of its own, so that the rules of the machine stay as they are
    program: process.getuid?.() === 0 ? program('/usr/sbin/nft') : undefined,
    asRoot: true,
    before:
      'flush ruleset\n\ntable inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tct state established,related accept # back\n\t\tcounter packets 0 bytes 0 drop\n\t}\n}\ntable ip old {\n}\n',
    steps: [
      (text) =>
        nftEdits.put(text, ['table inet filter', 'chain input', 'rule'], ['tcp', 'dport', '{', '22', ',', '8000-8010', '}', 'accept'], {
          before: (_name, value) => value.at(-1) === 'drop' && value[0] === 'counter',
        }),
      (text) => nftEdits.put(text, ['table inet filter', 'chain input', 'rule'], ['policy', 'drop'], { fits: ([first]) => first === 'policy' }),
      (text) =>
        nftEdits.addBlock(text, ['table inet filter'], {
          words: ['chain', 'DOCKER-USER'],
          inner: [['rule', 'iifname', 'eth0', 'log', 'prefix', 'a b: ', 'drop']],
        }),
      (text) =>
        nftEdits.addBlock(text, [], {
          words: ['table', 'ip', 'egress'],
          inner: [
            {
              words: ['chain', 'out'],
              inner: [
                ['rule', 'type', 'filter', 'hook', 'output', 'priority', '0'],
                ['rule', 'oif', 'lo', 'accept'],
              ],
            },
          ],
        }),
      (text) => nftEdits.removeBlock(text, ['table ip old']),
    ],
    check: [['/usr/bin/unshare', '--net', '/bin/sh', '-e', '-c', '"$0" -f "$1" && "$0" list ruleset', 'SERVER', 'FILE']],
    says: [
      /accept\n\t\ttcp dport \{ 22, 8000-8010 \} accept\n\t\tcounter/,
      'policy drop',
      'chain DOCKER-USER',
      'log prefix "a b: " drop',
      'table ip egress',
    ],
    wrong: 'table inet filter { chain input { nothing such } }\n',
  },
  'a unit of systemd': {
    program: program('/usr/lib/systemd/systemd', '/lib/systemd/systemd'),
    before:
      '[Unit]\nDescription=a\n[Service]\nExecStart=/bin/true\n# hardening\nPrivateTmp=no\nEnvironment=A=1\n[Install]\nWantedBy=default.target\n',
    steps: [
      (text) => systemdUnitEdits.set(text, ['Service', 'PrivateTmp'], 'yes'),
      (text) => systemdUnitEdits.set(text, ['Service', 'ProtectHome'], 'read-only'),
      (text) => systemdUnitEdits.put(text, ['Service', 'Environment'], '"B=b c"'),
      (text) => systemdUnitEdits.put(text, ['Service', 'ExecStart'], '/bin/echo one', { fits: () => true }),
      (text) => systemdUnitEdits.set(text, ['Service', 'LimitCORE'], '0'),
    ],
    check: [
      ['/bin/mkdir', '-p', 'PLACE/systemd/user'],
      ['/bin/cp', 'FILE', 'PLACE/systemd/user/a.service'],
      [
        '/usr/bin/env',
        'XDG_RUNTIME_DIR=PLACE',
        'XDG_CONFIG_HOME=PLACE',
        'HOME=PLACE',
        '/bin/sh',
        '-c',
        '"$0" --user --test --unit=a.service --log-target=console 2>&1 || true',
        'SERVER',
      ],
    ],
    says: ['PrivateTmp: yes', 'ProtectHome: read-only', 'Environment: B=b c', /Command Line: \/bin\/echo one/, 'LimitCORE: 0'],
  },
  'proftpd.conf': {
    program: program(join(unpacked.proftpd.folder, 'usr/sbin/proftpd')),
    before: `DefaultAddress 127.0.0.1\nPort 2121\nUser nobody\nGroup nogroup\nModulePath ${unpacked.proftpd.folder}/usr/lib/proftpd\nPidFile FOLDER/pid\nScoreboardFile FOLDER/scores\nSystemLog FOLDER/log\nUseIPv6 off\nLoadModule mod_tls.c\n<VirtualHost 127.0.0.1>\n  Port 2122\n</VirtualHost>\n`,
    steps: [
      (text) =>
        proftpdConfEdits.addBlock(text, [], {
          words: ['Global'],
          inner: [['TLSEngine', 'off'], { words: ['Limit', 'SITE_CHMOD'], inner: [['DenyAll']] }],
        }),
      (text) => proftpdConfEdits.set(text, ['Global', 'TLSProtocol'], ['TLSv1.2', 'TLSv1.3']),
      (text) => proftpdConfEdits.set(text, ['ServerName'], ['a "b" c']),
      (text) => proftpdConfEdits.removeBlock(text, ['VirtualHost 127.0.0.1']),
    ],
    check: [['/usr/bin/env', `LD_LIBRARY_PATH=${unpacked.proftpd.libraries}`, 'SERVER', '-t', '-c', 'FILE']],
    says: [],
    wrong: 'NothingSuch on\n',
  },
  'my.cnf': {
    program: program('/usr/sbin/mariadbd', '/usr/sbin/mysqld'),
    before: '[client]\nport = 3307\n# the server\n[server]\nmax_connections=70 # few\n',
    steps: [
      (text) => iniEdits.mysql.set(text, ['mysqld', 'require-secure-transport'], 'ON'),
      (text) => iniEdits.mysql.set(text, ['mysqld', 'bind-address'], '127.0.0.1'),
      (text) => iniEdits.mysql.set(text, ['server', 'max-connections'], '90'),
    ],
    check: [['SERVER', '--defaults-file=FILE', '--verbose', '--help']],
    says: [/^require-secure-transport +TRUE$/m, /^bind-address +127\.0\.0\.1$/m, /^max-connections +90$/m],
    wrong: '[mysqld]\nnothing_such=1\n',
  },
  'krb5.conf': {
    program: program('/usr/lib/x86_64-linux-gnu/libkrb5.so.3', '/usr/lib/aarch64-linux-gnu/libkrb5.so.3'),
    before: '[libdefaults]\n\tdefault_realm = A.EXAMPLE\n[realms]\n\tA.EXAMPLE = {\n\t\tkdc = one\n\t}\n[domain_realm]\n\t.a.example = A.EXAMPLE\n',
    steps: [
      (text) => krb5Edits.set(text, ['libdefaults', 'permitted_enctypes'], 'aes256-cts aes128-cts'),
      (text) => krb5Edits.put(text, ['realms', 'A.EXAMPLE', 'kdc'], 'two:88'),
      (text) => krb5Edits.set(text, ['realms', 'B.EXAMPLE', 'kdc'], 'three'),
      (text) => krb5Edits.set(text, ['realms', 'B.EXAMPLE', 'admin_server'], '"four"'),
    ],
    check: [['/usr/bin/python3', '-I', '-c', profile, 'SERVER', 'FILE']],
    says: [
      'libdefaults permitted_enctypes: aes256-cts aes128-cts;',
      'realms A.EXAMPLE kdc: one; two:88;',
      'realms B.EXAMPLE kdc: three;',
      'realms B.EXAMPLE admin_server: "four";',
    ],
    wrong: '}\n}\n',
  },
  known_hosts: {
    program: program('/usr/bin/ssh-keygen'),
    before: `# ours\na.example ssh-ed25519 ${publicKey(1)} first\n`,
    steps: [
      (text) => knownHostsEdits.put(text, ['b.example,[192.0.2.1]:2222', 'ssh-ed25519', publicKey(2)]),
      (text) => knownHostsEdits.put(text, ['c.example', 'ssh-ed25519', publicKey(3)], ([host]) => host === 'a.example'),
    ],
    check: [['SERVER', '-l', '-f', 'FILE']],
    says: ['b.example,[192.0.2.1]:2222 (ED25519)', 'c.example (ED25519)'],
  },
}
