import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SshPlace } from '../../src/vantages/ssh.ts'
import { program } from './server.ts'

const sshd = program('/usr/sbin/sshd')
const keygen = program('/usr/bin/ssh-keygen')
const busybox = program('/bin/busybox', '/usr/bin/busybox')

/** What an SSH server in a network of its own takes. */
export const sshServer: string | undefined = keygen === undefined || busybox === undefined ? undefined : sshd

export interface SshHost {
  /** For `sshVantage`: as that user, over a configuration with the key and the host key of this server. */
  readonly as: (user: string) => readonly [SshPlace, { readonly configuration: string }]
  readonly stop: () => void
}

/** A real sshd inside a network namespace; clients come in through `ip netns exec`. `root` and `nobody` may log in. */
export function sshHost(ip: string, namespace: string, port = 2222): SshHost {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-host-'))
  chmodSync(folder, 0o755)
  for (const name of ['host', 'user']) execFileSync(keygen ?? '', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
  execFileSync('cp', [join(folder, 'user.pub'), join(folder, 'authorized')])
  mkdirSync('/run/sshd', { recursive: true })
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/authorized`,
    'PidFile none',
    'StrictModes no',
    'UsePAM yes',
    'PermitRootLogin prohibit-password',
    'AllowUsers root nobody',
    'Subsystem sftp internal-sftp',
    '',
  ]
  writeFileSync(join(folder, 'sshd_config'), lines.join('\n'))
  writeFileSync(join(folder, 'known'), `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host.pub'), 'utf8')}`)
  const client = [
    `IdentityFile ${folder}/user`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${folder}/known`,
    'GlobalKnownHostsFile /dev/null',
    `ProxyCommand ${ip} netns exec ${namespace} ${busybox ?? ''} nc 127.0.0.1 ${port}`,
    '',
  ]
  writeFileSync(join(folder, 'client'), client.join('\n'))
  const daemon = spawn(ip, ['netns', 'exec', namespace, sshd ?? '', '-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' })
  return {
    as: (user) => [{ user, host: '127.0.0.1', port }, { configuration: join(folder, 'client') }],
    stop() {
      daemon.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
