import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { component } from '../src/testing/component.ts'
import { clamav } from '../src/technologies/clamav/index.ts'
import { dockerEngine } from '../src/technologies/docker-engine/index.ts'
import { kerberos } from '../src/technologies/kerberos/index.ts'
import { linux } from '../src/technologies/linux/index.ts'
import { openssh } from '../src/technologies/openssh/index.ts'
import { effort } from '../src/testing/effort.ts'

const paths = [
  '/etc/sysctl.conf',
  '/etc/sysctl.d/a.conf',
  '/etc/security/limits.conf',
  '/etc/systemd/coredump.conf',
  '/etc/default/kdump-tools',
  '/etc/fstab',
  '/etc/crypttab',
  '/etc/exports',
  '/etc/nftables.conf',
  '/etc/iptables/rules.v4',
  '/etc/ufw/ufw.conf',
  '/etc/ufw/user.rules',
  '/etc/apt/apt.conf.d/10a',
  '/etc/login.defs',
  '/etc/security/faillock.conf',
  '/etc/pam.d/common-auth',
  '/etc/audit/rules.d/a.rules',
  '/etc/ssh/sshd_config',
  '/etc/ssh/sshd_config.d/a.conf',
  '/etc/ssh/ssh_config',
  '/etc/docker/daemon.json',
  '/etc/krb5.conf',
  '/etc/krb5kdc/kdc.conf',
  '/etc/krb5kdc/kadm5.acl',
  '/etc/clamav/clamd.conf',
  '/etc/clamav/freshclam.conf',
]

/** Words that the grammars of these files know, in any order. */
const pieces = [
  '\n',
  ' ',
  '\t',
  '=',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ';',
  ':',
  ',',
  '#',
  '\\',
  '*',
  '-',
  '/',
  '$',
  '@',
  '!',
  '\0',
  '\u{1F600}',
  'kernel.core_pattern',
  'net.ipv4.conf.*.rp_filter',
  '* hard core',
  'unlimited',
  'table inet f',
  'chain input',
  'type filter hook input priority 0',
  'policy drop',
  'tcp dport',
  'vmap',
  'accept',
  'jump',
  'include "/etc/nftables.conf"',
  'define a = $a',
  '*filter',
  ':INPUT ACCEPT',
  '-A INPUT',
  '--dport',
  'COMMIT',
  'elements = ',
  '/dev/mapper/a',
  'swap',
  'ext4',
  'luks',
  '/srv *(rw,sec=krb5p)',
  'Include /etc/ssh/sshd_config',
  'Match User a',
  'Match Address 10.0.0.0/99',
  'PermitRootLogin yes',
  'Port 99999',
  '[libdefaults]',
  'include /etc/krb5.conf',
  'includedir /etc',
  'rdns = true',
  '[realms]',
  'A = {',
  'TCPSocket 3310',
  'Example',
  'Checks 0',
  'APT::Periodic',
  '#clear',
  '"hosts":',
  '["tcp://:1"]',
  '[Coredump]',
  'Storage=none',
  '-a never,task',
  '-e 0',
  'auth required pam_unix.so nullok',
  '999999999999999999999',
  '0x',
  '%',
]

describe('files of a machine, whatever they hold,', () => {
  const text = fc
    .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 4 })), { maxLength: 40 })
    .map((parts) => parts.join(''))

  it.each([linux, openssh, dockerEngine, kerberos, clamav])('are read by $id without a fault', (technology) => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: paths.length, maxLength: paths.length }),
        fc.constantFrom('machine' as const, 'process' as const),
        (texts, form) => {
          const files = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']))
          const { observations = [], listeners = [] } = technology.read(component({ form, command: ['x'], files }), undefined)
          for (const { trail, message } of observations) expect([trail.length > 0, message !== '']).toEqual([true, true])
          for (const { port } of listeners) expect(port > 0 && port < 65_536).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each([
    ['wildcards', '/etc/ssh/sshd_config', `Match User ${'*a'.repeat(3000)}\nPermitTunnel yes\n`],
    ['braces', '/etc/nftables.conf', 'table t {'.repeat(20_000)],
    ['sets', '/etc/nftables.conf', `x ${'{ a, '.repeat(20_000)}`],
    [
      'variables',
      '/etc/nftables.conf',
      `${Array.from({ length: 40 }, (_, index) => `define v${index + 1} = { $v${index}, $v${index} }`).join('\n')}\nadd rule t c tcp dport $v40 accept\n`,
    ],
    ['quotes', '/etc/exports', '"'.repeat(50_000)],
    ['groups', '/etc/apt/apt.conf.d/10a', 'a{'.repeat(30_000)],
    ['one line', '/etc/sysctl.conf', 'a'.repeat(500_000)],
    ['brackets', '/etc/pam.d/common-auth', '['.repeat(100_000)],
  ])('end soon: %s', (_name, path, hostile) => {
    const read = (): void => {
      for (const technology of [linux, openssh]) technology.read(component({ form: 'machine', files: { [path]: hostile } }), undefined)
    }
    expect(effort(read)).toBeLessThan(300)
  })
})
