import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Cannot, Change } from '../../src/formats/edit.ts'
import { holds } from '../../src/formats/edits/blocks.ts'
import { httpdEdits } from '../../src/formats/edits/httpd.ts'
import { addLdifEntry, ldifEdits } from '../../src/formats/edits/ldif.ts'
import { nginxEdits } from '../../src/formats/edits/nginx.ts'
import { slapdConfEdits } from '../../src/formats/edits/slapd-conf.ts'
import { sshBlocks, sshConfigEdits } from '../../src/formats/edits/ssh-config.ts'
import type { Sandbox } from './server.ts'
import { program } from './server.ts'

type Step = (text: string) => Change | Cannot

/** A file of a server, what is done with it, and what the server says of the result. */
export interface TriedFile {
  readonly program: string | undefined
  /** `FOLDER` is the folder of the test. */
  readonly before: string
  readonly steps: readonly Step[]
  /** Commands, one after the other: `SERVER` is the program, `FILE` the file, `PLACE` a folder that is new each time. */
  readonly check: readonly (readonly string[])[]
  /** What the check says that it did not say before. */
  readonly says: readonly (string | RegExp)[]
  /** A line that the program refuses: the check can fail. */
  readonly wrong?: string
  readonly asRoot?: true
  readonly prepare?: (box: Sandbox) => void
}

const modules = '/usr/lib/apache2/modules'
const loaded = ['mpm_event', 'info', 'authz_core', 'headers', 'alias'].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so\n`).join('')

const schema = ['core', 'cosine', 'nis', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema\n`).join('')
const slapdHead = `${schema}modulepath /usr/lib/ldap\nmoduleload back_null\ndatabase null\nsuffix "dc=a"\n`

export const blockCases: Readonly<Record<string, TriedFile>> = {
  nginx: {
    program: program('/usr/sbin/nginx'),
    before:
      'pid FOLDER/pid;\nerror_log FOLDER/error.log;\nevents {}\nhttp {\n  access_log off;\n  client_body_temp_path FOLDER/b; proxy_temp_path FOLDER/p; fastcgi_temp_path FOLDER/f; uwsgi_temp_path FOLDER/u; scgi_temp_path FOLDER/s;\n  server {\n    listen 127.0.0.1:8080; # plain\n    location / { return 200; }\n  }\n}\n',
    steps: [
      (text) =>
        nginxEdits.addBlock(text, ['http'], {
          words: ['server'],
          inner: [
            ['listen', '127.0.0.1:8081', 'default_server'],
            ['server_name', '_'],
            { words: ['location', '~', '^/(a|b){1,2}$'], inner: [['return', '444']] },
          ],
        }),
      (text) => nginxEdits.put(text, ['http', 'server', holds('listen', '127.0.0.1:8080'), 'add_header'], ['X-A', 'a "b"; c', 'always']),
      (text) => nginxEdits.put(text, ['http', 'server', holds('listen', '127.0.0.1:8080'), 'add_header'], ['X-B', '$host', 'always']),
      (text) => nginxEdits.addBlock(text, ['http', 'server', 0], { words: ['location', '/admin'], inner: [['deny', 'all']] }),
      (text) => nginxEdits.removeBlock(text, ['http', 'server', 0, 'location /']),
    ],
    check: [['SERVER', '-T', '-p', 'FOLDER', '-c', 'FILE']],
    says: ['listen 127.0.0.1:8081 default_server;', 'location ~ "^/(a|b){1,2}$"', 'deny all;'],
    wrong: 'nothing_such on;\n',
  },
  httpd: {
    program: program('/usr/sbin/apache2'),
    before: `ServerRoot FOLDER\nPidFile FOLDER/pid\nErrorLog FOLDER/error.log\nServerName localhost\n${loaded}Listen 127.0.0.1:8080\n<VirtualHost *:8080>\n\tServerName a.example\n</VirtualHost>\n# end\n`,
    steps: [
      (text) =>
        httpdEdits.addBlock(text, [], {
          words: ['VirtualHost', '*:8081'],
          inner: [['ServerName', 'b.example'], { words: ['Directory', '/srv/a b'], inner: [['Require', 'all', 'denied']] }],
        }),
      (text) => httpdEdits.put(text, ['VirtualHost *:8081', 'Header'], ['always', 'set', 'X-A', 'a "b" c']),
      (text) => httpdEdits.put(text, ['VirtualHost *:8081', 'Header'], ['always', 'set', 'X-B', 'b']),
      (text) => httpdEdits.put(text, ['Listen'], ['127.0.0.1:8081']),
      (text) => httpdEdits.removeBlock(text, ['VirtualHost', holds('servername', 'a.example')]),
    ],
    check: [['SERVER', '-t', '-D', 'DUMP_CONFIG', '-f', 'FILE']],
    says: ['Header always set X-A "a \\"b\\" c"', 'Header always set X-B b', '<Directory "/srv/a b">', 'Listen 127.0.0.1:8081'],
    wrong: 'NothingSuch on\n',
  },
  'slapd.conf': {
    program: program('/usr/sbin/slaptest'),
    before: `${slapdHead}access to attrs=userPassword\n\tby self write\n\tby * auth\n# the rest\naccess to * by * read\n`,
    steps: [
      (text) =>
        slapdConfEdits.put(text, ['0', 'access'], ['to', 'dn.base=dc=b c', 'by', 'users', 'read'], {
          before: (name, [, what]) => name === 'access' && what === '*',
        }),
      (text) =>
        slapdConfEdits.put(text, ['0', 'access'], ['to', '*', 'by', 'users', 'read', 'by', '*', 'none'], { fits: ([, what]) => what === '*' }),
      (text) => slapdConfEdits.set(text, ['', 'security'], ['ssf=128', 'simple_bind=128']),
    ],
    check: [
      ['SERVER', '-f', 'FILE', '-F', 'PLACE'],
      ['/usr/sbin/slapcat', '-n0', '-F', 'PLACE'],
    ],
    says: [
      'olcAccess: {1}to dn.base="dc=b c" by users read',
      'olcAccess: {2}to * by users read by * none',
      'olcSecurity: ssf=128',
      'olcSecurity: simple_bind=128',
    ],
    wrong: 'access to nothing\n',
  },
  'cn=config': {
    program: program('/usr/sbin/slapadd'),
    before:
      'dn: cn=config\nobjectClass: olcGlobal\ncn: config\nolcSecurity: ssf=0\n\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\ndn: olcDatabase={0}config,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {0}config\nolcAccess: {0}to * by * none\n',
    steps: [
      (text) => ldifEdits.set(text, ['cn=config', 'olcSecurity'], 'ssf=128 tls=128'),
      (text) => ldifEdits.set(text, ['cn=config', 'olcDisallows'], 'bind_anon'),
      (text) => ldifEdits.put(text, ['olcDatabase={0}config,cn=config', 'olcAccess'], '{1}to dn.base="" by users read'),
      (text) =>
        addLdifEntry(text, 'olcDatabase={1}monitor,cn=config', [
          ['objectClass', 'olcDatabaseConfig'],
          ['objectClass', 'olcMonitorConfig'],
          ['olcDatabase', '{1}monitor'],
          ['olcAccess', '{0}to * by * none'],
        ]),
    ],
    check: [
      ['SERVER', '-n0', '-F', 'PLACE', '-l', 'FILE'],
      ['/usr/sbin/slapcat', '-n0', '-F', 'PLACE'],
    ],
    says: ['olcSecurity: ssf=128', 'olcDisallows: bind_anon', 'olcAccess: {1}to dn.base="" by users read', 'dn: olcDatabase={1}monitor,cn=config'],
    wrong: '\ndn: cn=x,cn=config\nobjectClass: nothingSuch\n',
  },
  sshd_config: {
    program: program('/usr/sbin/sshd'),
    prepare: (box) => {
      mkdirSync('/run/sshd', { recursive: true })
      box.run('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(box.folder, 'key')])
    },
    before: 'HostKey FOLDER/key\nAcceptEnv LANG\nPermitRootLogin yes\n\nMatch User b\n  X11Forwarding yes\n',
    steps: [
      (text) => sshConfigEdits.set(text, ['PermitRootLogin'], ['no']),
      (text) => sshConfigEdits.put(text, ['AcceptEnv'], ['LC_*']),
      (text) =>
        sshBlocks.add(
          text,
          ['Match', 'User', 'a'],
          [
            ['ForceCommand', 'internal-sftp'],
            ['AllowTcpForwarding', 'no'],
            ['Banner', '/a b'],
          ],
        ),
      (text) => sshBlocks.remove(text, 'Match User b'),
    ],
    check: [['SERVER', '-T', '-C', 'user=a,host=h,addr=192.0.2.1', '-f', 'FILE']],
    says: [/^permitrootlogin no$/m, /^acceptenv LC_\*$/m, /^forcecommand internal-sftp$/m, /^allowtcpforwarding no$/m, /^banner \/a b$/m],
    wrong: 'NothingSuch on\n',
  },
}
