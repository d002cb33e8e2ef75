import { join } from 'node:path'
import { unpacked } from './packages.ts'
import { program } from './server.ts'

/** A server of FTP with settings that let everybody in, and how it is started with them. */
export interface FtpServer {
  readonly name: string
  readonly program: string | undefined
  /** Where its settings lie in a container. */
  readonly path: string
  readonly command: string
  readonly settings: (data: string) => string
  /** A shell line. */
  readonly start: (file: string, data: string) => string
  /** What clients hear that come in plaintext, move files in plaintext, or by another session. */
  readonly says: Readonly<Record<'plaintext' | 'data' | 'session', RegExp>>
}

const { folder, libraries } = unpacked.proftpd
const proftpd = join(folder, 'usr/sbin/proftpd')

/** Accounts are those of `data`: passwd and shadow, or users and groups. */
export const ftpServers: readonly FtpServer[] = [
  {
    name: 'vsftpd',
    program: program('/usr/sbin/vsftpd'),
    path: '/etc/vsftpd.conf',
    command: 'vsftpd /etc/vsftpd.conf',
    settings: (data) => `listen=YES
background=NO
local_enable=YES
chroot_local_user=YES
xferlog_enable=YES
anonymous_enable=YES
secure_chroot_dir=${data}/empty
vsftpd_log_file=${data}/log
delay_failed_login=0
`,
    start: (file, data) =>
      `for name in passwd shadow; do mount --bind ${data}/$name /etc/$name; done; mount --bind ${file} /etc/vsftpd.conf; exec vsftpd /etc/vsftpd.conf`,
    says: {
      plaintext: /Access denied: 530/,
      data: /522 Data connections must be encrypted/,
      session: /522 SSL connection failed: session reuse required/,
    },
  },
  {
    name: 'proftpd',
    program: program(proftpd),
    path: '/etc/proftpd/proftpd.conf',
    command: 'proftpd -n -c /etc/proftpd/proftpd.conf',
    settings: (data) => `ServerType standalone
User nobody
Group nogroup
UseIPv6 off
DefaultAddress files
ModulePath ${join(folder, 'usr/lib/proftpd')}
LoadModule mod_ban.c
PidFile ${data}/pid
ScoreboardFile ${data}/scores
SystemLog ${data}/log
TransferLog NONE
DelayEngine off
WtmpLog off
UseReverseDNS off
ControlsEngine off
AuthOrder mod_auth_file.c
AuthUserFile ${data}/users
AuthGroupFile ${data}/groups
RequireValidShell off
DefaultRoot ~
<IfModule mod_tls.c>
  TLSEngine off
</IfModule>
<Anonymous ${data}/anonymous>
  User ftp
  Group nogroup
  UserAlias anonymous ftp
</Anonymous>
`,
    start: (file) => `exec env LD_LIBRARY_PATH=${libraries} ${proftpd} -n -q -c ${file}`,
    says: {
      plaintext: /Access denied: 550/,
      data: /(?:522|550) SSL\/TLS required on the data channel/,
      session: /425 Unable to build data connection/,
    },
  },
]
