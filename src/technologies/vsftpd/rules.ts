import type { SettingRule } from '../../settings/rules.ts'
import { numberValue, switchValue } from './options.ts'

const isYes = (value: string): boolean => switchValue(value) === true
const isNo = (value: string): boolean => switchValue(value) === false

/** Others may write what the mask does not take away. */
const leavesOthers = (value: string): boolean => (numberValue(value) & 0o002) === 0

const weakCipher = /RC4|DES|NULL|EXP|MD5|^\+?LOW|^(?:ALL|aNULL|eNULL|ADH)$|@SECLEVEL=0/i

export function isWeakCipherList(value: string): boolean {
  return value.split(/[:, ]/).some((name) => !/^[!-]/.test(name) && weakCipher.test(name))
}

/** Keys of vsftpd.conf that hold for everybody, beside the listener (vsftpd.conf(5), 3.0.3). */
export const rules: readonly SettingRule[] = [
  {
    key: 'run_as_launching_user',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: isYes,
    message: 'vsftpd does not change its user and cannot shut users into a folder',
    expected: 'NO, the default',
    fix: 'remove run_as_launching_user',
    want: null,
    show: true,
  },
  ...['nopriv_user', 'guest_username', 'ftp_username'].map((key): SettingRule => ({
    key,
    concern: 'over-privileged-default',
    stake: 'takeover',
    unsafe: (value) => value === 'root',
    message: 'sessions of strangers or guests have the rights of root',
    expected: 'a user of its own',
    fix: `write ${key} with a user that owns nothing`,
    show: true,
  })),
  ...['pasv_promiscuous', 'port_promiscuous'].map((key): SettingRule => ({
    key,
    concern: 'allow-list',
    stake: 'defence',
    unsafe: isYes,
    message:
      key === 'pasv_promiscuous'
        ? 'a data connection is taken from any address, so that others can fetch the file that a user asked for'
        : 'the server connects to any address that a client names, which scans and attacks hosts behind it',
    expected: 'NO, the default',
    fix: `remove ${key}`,
    show: true,
  })),
  ...['local_umask', 'anon_umask'].map((key): SettingRule => ({
    key,
    concern: 'file-access',
    stake: 'defence',
    unsafe: leavesOthers,
    message: 'files that are sent can be changed by every user of the machine; a mask without a 0 in front is read as a decimal number',
    expected: '077 or 027, with the 0 in front',
    fix: `write ${key}=077`,
    show: true,
  })),
  {
    key: 'xferlog_enable',
    concern: 'audit-log',
    stake: 'defence',
    unsafe: isNo,
    absent: { verdict: 'unsafe', why: 'NO is the default' },
    message: 'neither log-ins nor transfers are recorded',
    expected: 'xferlog_enable=YES',
    fix: 'write xferlog_enable=YES',
    want: 'YES',
    show: true,
  },
  {
    key: 'max_login_fails',
    concern: 'rate-limit',
    stake: 'defence',
    unsafe: (value) => numberValue(value) === 0 || numberValue(value) > 10,
    absent: { verdict: 'safe', why: '3 is the default' },
    message: 'a connection may try many passwords',
    expected: '3, the default',
    fix: 'remove max_login_fails, or write 3',
    want: null,
    show: true,
  },
  ...['max_per_ip', 'max_clients'].map((key): SettingRule => ({
    key,
    concern: 'resource-limit',
    stake: 'hygiene',
    unsafe: (value) => numberValue(value) === 0,
    message: 'clients may hold as many connections as they like (0 is no limit)',
    expected: 'a limit above 0',
    fix: `write ${key} with a number that your clients stay below`,
    show: true,
  })),
  {
    key: 'pasv_max_port',
    concern: 'firewall',
    stake: 'hygiene',
    unsafe: (value) => numberValue(value) === 0,
    absent: { verdict: 'unsafe', why: '0 is the default' },
    message: 'data connections come to any high port, so that a firewall in front has to leave all of them open',
    expected: 'pasv_min_port and pasv_max_port around a small range',
    fix: 'write pasv_min_port and pasv_max_port',
    show: true,
  },
  {
    key: 'ls_recurse_enable',
    concern: 'resource-limit',
    stake: 'hygiene',
    unsafe: isYes,
    message: 'one command (ls -R) lists whole trees',
    expected: 'NO, the default',
    fix: 'remove ls_recurse_enable',
    want: null,
    show: true,
  },
]

/** Those that matter where `ssl_enable` is YES. */
export const tlsRules: readonly SettingRule[] = [
  ...['ssl_sslv2', 'ssl_sslv3', 'ssl_tlsv1_1'].map((key): SettingRule => ({
    key,
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: isYes,
    message: 'vsftpd accepts versions of TLS that are broken',
    expected: 'NO',
    fix: `write ${key}=NO`,
    show: true,
  })),
  {
    key: 'ssl_tlsv1',
    concern: 'tls-policy',
    // what OpenSSL does not allow on its own (security level 1 and above, 3.0) this does not bring back
    stake: 'hygiene',
    unsafe: isYes,
    message: 'vsftpd accepts TLS 1.0; versions from 1.2 on need no switch in 3.0.3',
    expected: 'NO',
    fix: 'write ssl_tlsv1=NO',
    want: 'NO',
    show: true,
  },
  {
    key: 'ssl_ciphers',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: isWeakCipherList,
    message: 'weak cipher suites are offered',
    expected: 'suites with forward secrecy, such as ECDHE+AESGCM:ECDHE+CHACHA20',
    fix: 'write ssl_ciphers=ECDHE+AESGCM:ECDHE+CHACHA20',
    want: 'ECDHE+AESGCM:ECDHE+CHACHA20',
    show: true,
  },
  {
    key: 'require_ssl_reuse',
    concern: 'tls-policy',
    stake: 'hygiene',
    unsafe: isNo,
    message: 'a data connection need not belong to the session that asked for it, so that whoever is quicker takes the file',
    expected: 'YES, the default, where the clients can resume sessions',
    fix: 'remove require_ssl_reuse=NO, or narrow who can reach the passive ports',
    show: true,
  },
  {
    key: 'strict_ssl_read_eof',
    concern: 'tls-policy',
    stake: 'hygiene',
    unsafe: isNo,
    message: 'a file that an attacker cuts short on its way counts as sent',
    expected: 'YES, the default of 3.0.3',
    fix: 'remove strict_ssl_read_eof=NO',
    want: null,
    show: true,
  },
  {
    key: 'debug_ssl',
    concern: 'debug-mode',
    stake: 'hygiene',
    unsafe: isYes,
    message: 'the log holds details of every TLS connection',
    expected: 'NO, the default',
    fix: 'remove debug_ssl',
    want: null,
    show: true,
  },
]

/** Those that matter where accounts of the machine may log in. */
export const localRules: readonly SettingRule[] = [
  {
    key: 'chroot_local_user',
    concern: 'file-access',
    stake: 'defence',
    unsafe: isNo,
    absent: { verdict: 'unsafe', why: 'NO is the default' },
    message: 'users see every file of the machine that their account may read, not their own folder alone',
    expected: 'chroot_local_user=YES',
    fix: 'write chroot_local_user=YES, with a home that the user cannot write to and a folder below it for files',
    show: true,
  },
  {
    key: 'allow_writeable_chroot',
    concern: 'file-access',
    stake: 'hygiene',
    unsafe: isYes,
    message: 'users may write to the top of the folder that they are shut in, where they can put files that programs of the system believe',
    expected: 'NO, the default',
    fix: 'remove allow_writeable_chroot and let users write to a folder below their home',
    show: true,
  },
]

/** Those that matter where anonymous users may log in, and write. */
export const anonymousRules: readonly SettingRule[] = ['anon_upload_enable', 'anon_mkdir_write_enable', 'anon_other_write_enable'].map(
  (key): SettingRule => ({
    key,
    concern: 'anonymous-access',
    stake: 'data',
    unsafe: isYes,
    message: key === 'anon_other_write_enable' ? 'everybody may delete and rename files' : 'everybody may put files on the server',
    expected: 'NO, the default',
    fix: `remove ${key}, or ask for a log-in`,
    show: true,
  }),
)
