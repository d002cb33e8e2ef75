import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { ends, ports } from '../../testing/reading.ts'
import { linux } from './index.ts'

function seen(files: Readonly<Record<string, string>>, form: ComponentSketch['form'] = 'process'): readonly string[] {
  const { observations = [] } = linux.read(component({ form, files }), undefined)
  return observations
    .filter(({ verdict }) => verdict !== 'safe')
    .map(({ concern, key, verdict, trail }) => `${concern} ${key} ${verdict} ${trail[0]?.file}:${trail[0]?.line}`)
}

it('is the system of a machine', () => {
  expect(linux.recognise(component({ form: 'machine' }))).toMatchObject({ certainty: 3 })
  expect(linux.recognise(component({ form: 'process', command: ['sysctl'] }))).toBeUndefined()
})

it('says of a machine without any file what it does not know', () => {
  expect(seen({}, 'machine')).toEqual([
    'kernel sysctl unknown compose.yml:3',
    'memory-exposure core dumps unknown compose.yml:3',
    'firewall firewall unknown compose.yml:3',
    'updates updates unknown compose.yml:3',
  ])
  expect(seen({})).toEqual([])
})

it('judges a loose file of sysctl.d by what it holds, whatever its ending', () => {
  const text = '# base\nkernel.sysrq=1\nnet/ipv4/conf/all/accept_source_route = 1\nfs.suid_dumpable = 0\nkernel.core_pattern=|/bin/false\n'
  expect(seen({ '/etc/sysctl.d/99-x.conf.j2': text, '/etc/sysctl.d/nginx.conf': 'user www;\n' })).toEqual([
    'kernel kernel.sysrq unsafe 99-x.conf.j2:2',
    'kernel net.ipv4.conf.all.accept_source_route unsafe 99-x.conf.j2:3',
  ])
})

it('asks no router for an end of forwarding', () => {
  const files = { '/etc/sysctl.conf': 'net.ipv4.ip_forward = 1\nkernel.core_pattern=|/bin/true\n' }
  expect(seen(files)).toEqual(['kernel net.ipv4.ip_forward unsafe sysctl.conf:1'])
  expect(seen({ ...files, '/etc/docker/daemon.json': '{}' })).toEqual([])
})

it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'a pattern that leads nowhere',
    { '/etc/sysctl.conf': 'kernel.core_pattern=|/bin/false\n', '/etc/security/limits.conf': '* - core unlimited\n' },
    [],
  ],
  ['a hard limit', { '/etc/security/limits.conf': '* soft core unlimited\n* hard core 0 # no dumps\n' }, []],
  [
    'a limit that is taken back',
    { '/etc/security/limits.conf': '* hard core 0\n', '/etc/security/limits.d/a.conf': '* hard core 100\n' },
    ['limits.conf core unsafe a.conf:1'],
  ],
  ['a handler without settings', { '/etc/sysctl.conf': 'kernel.core_pattern=|/lib/systemd/systemd-coredump %P\n' }, ['Storage unsafe compose.yml:3']],
  [
    'a handler that stores',
    { '/etc/systemd/coredump.conf': '[Coredump]\nStorage=none\n', '/etc/systemd/coredump.conf.d/1.conf': '[Coredump]\nStorage=\nStorage=external\n' },
    ['Storage unsafe 1.conf:3'],
  ],
  ['a handler that keeps nothing', { '/etc/systemd/coredump.conf': '[Coredump]\nProcessSizeMax=0\nStorage=none\n' }, []],
  ['limits of services', { '/etc/systemd/system.conf': '[Manager]\nDefaultLimitCORE=infinity\n' }, ['DefaultLimitCORE unsafe system.conf:2']],
  ['settings that say nothing of it', { '/etc/sysctl.conf': 'kernel.sysrq=0\n' }, ['core dumps unknown compose.yml:3']],
  [
    'dumps of the kernel',
    { '/etc/default/kdump-tools': 'USE_KDUMP=1\n', '/etc/kdump.conf': '# c\npath /var/crash\n' },
    ['USE_KDUMP unsafe kdump-tools:1', 'kdump.conf unsafe kdump.conf:2'],
  ],
])('knows of core dumps: %s', (_name, files, wanted) => {
  expect(seen(files)).toEqual(wanted.map((each) => `memory-exposure ${each}`))
})

it('tells which volumes are encrypted, and which it cannot tell', () => {
  const fstab = [
    '/dev/mapper/root / ext4 defaults 0 1',
    '/dev/vg/data /srv/my\\040data xfs defaults 0 2',
    '/dev/sdb1 /home ext4 defaults 0 2',
    'UUID=1 /boot ext4 defaults 0 2',
    '/swapfile none swap sw 0 0',
    '/dev/sda9 none swap sw 0 0',
    'tmpfs /dev/shm tmpfs nodev,nosuid 0 0',
  ].join('\n')
  expect(seen({ '/etc/fstab': fstab, '/etc/crypttab': 'root /dev/sda1 none luks\nold /dev/sda5 /boot/old.key luks,cipher=aes-cbc-plain\n' })).toEqual(
    [
      'encryption-at-rest /srv/my data unknown fstab:2',
      'encryption-at-rest /home unsafe fstab:3',
      'memory-exposure swap unsafe fstab:6',
      'kernel /dev/shm unsafe fstab:7',
      'encryption-at-rest old unsafe crypttab:2',
      'key-management old unsafe crypttab:2',
    ],
  )
})

it('reads exports with their continued lines and defaults', () => {
  const text = '# shares\n"/srv/my files" -sec=krb5p,rw \\\n  a.internal b.internal(no_root_squash)\n/pub *(ro)\n'
  const files = { '/etc/exports': text }
  expect(seen(files)).toEqual(['over-privileged-default no_root_squash unsafe exports:2', 'allow-list /pub unsafe exports:4'])
  expect(ports(linux.read(component({ form: 'machine', files }), undefined))).toEqual(['nfs 2049 data none none'])
})

const chain = (policy: string, ...rules: readonly string[]): string =>
  `table inet f {\n  chain input {\n    type filter hook input priority 0; ${policy}\n${rules.map((rule) => `    ${rule}\n`).join('')}  }\n}\n`

it.each<readonly [string, string, readonly string[]]>([
  ['an empty rule set', 'flush ruleset\n', ['input unsafe nftables.conf:1']],
  ['a policy that accepts', chain('policy accept;', 'tcp dport 22 accept'), ['input unsafe nftables.conf:3']],
  ['no policy', chain(''), ['input unsafe nftables.conf:2']],
  ['a last rule that refuses', chain('policy accept;', 'tcp dport 22 accept', 'counter reject'), []],
  ['a rule that accepts all', chain('policy drop;', 'tcp dport 22 accept', 'counter accept comment "for now"'), ['input unsafe nftables.conf:5']],
  ['a rule that accepts all that is new', chain('policy drop;', 'ct state { new, established } accept'), ['input unsafe nftables.conf:4']],
  ['a store that everybody reaches', chain('policy drop;', 'tcp dport { 443, redis } accept'), ['port 6379 unsafe nftables.conf:4']],
  ['a store that some reach', chain('policy drop;', 'ip saddr 192.0.2.0/24 tcp dport 6379 accept', 'iifname eth1 tcp dport 5432 accept'), []],
  ['a store that "some" reach', chain('policy drop;', 'ip saddr 0.0.0.0/0 tcp dport 6379 accept'), ['port 6379 unsafe nftables.conf:4']],
  ['IPv4 alone', chain('policy drop;').replace('inet', 'ip'), ['IPv6 unsafe nftables.conf:2']],
  ['a way out alone', chain('policy drop;').replace('hook input', 'hook output'), ['input unsafe nftables.conf:1']],
])('judges a packet filter: %s', (_name, text, wanted) => {
  expect(seen({ '/etc/nftables.conf': text })).toEqual(wanted.map((each) => `firewall ${each}`))
})

it('follows includes of the packet filter, and says which is missing', () => {
  const files = { '/etc/nftables.conf': 'include "/etc/nftables.d/*.nft"\ninclude "gone.nft"\n', '/etc/nftables.d/a.nft': chain('policy drop;') }
  expect(seen(files)).toEqual([])
  expect(linux.read(component({ form: 'process', files }), undefined).gaps).toMatchObject([{ why: '/etc/gone.nft is included and is not here' }])
})

it('reads ufw and saved rules of iptables', () => {
  const saved = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n'
  expect(seen({ '/etc/iptables/rules.v4': saved })).toEqual(['firewall input unsafe rules.v4:2'])
  expect(seen({ '/etc/iptables/rules.v4': saved.replace('COMMIT', '-A INPUT -j DROP\nCOMMIT') })).toEqual([])
  expect(seen({ '/etc/ufw/ufw.conf': '# c\nENABLED=no\n' })).toEqual(['firewall ENABLED unsafe ufw.conf:2'])
  expect(seen({ '/etc/ufw/ufw.conf': 'ENABLED=no\n', '/etc/nftables.conf': chain('policy drop;') })).toEqual([])
  const user =
    '*filter\n:ufw-user-input - [0:0]\n### tuple ### allow tcp 5432 0.0.0.0/0 any 0.0.0.0/0 in\n-A ufw-user-input -p tcp --dport 5432 -j ACCEPT\nCOMMIT\n'
  expect(seen({ '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/default/ufw': 'DEFAULT_INPUT_POLICY="ACCEPT"\n', '/etc/ufw/user.rules': user })).toEqual([
    'firewall DEFAULT_INPUT_POLICY unsafe ufw:1',
    'firewall port 5432 unsafe user.rules:4',
  ])
})

it('knows whether updates arrive by themselves', () => {
  const on = 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n'
  const security = 'Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=x-security"; };\n'
  expect(seen({ '/etc/apt/apt.conf.d/20auto-upgrades': on, '/etc/apt/apt.conf.d/50unattended-upgrades': security })).toEqual([])
  expect(seen({ '/etc/apt/apt.conf.d/20auto-upgrades': on.replace('Upgrade "1"', 'Upgrade "0"') })).toEqual([
    'updates APT::Periodic::Unattended-Upgrade unsafe 20auto-upgrades:2',
  ])
  expect(seen({ '/etc/apt/apt.conf.d/50unattended-upgrades': security.replace('-security', '') })).toEqual([
    'updates Unattended-Upgrade::Origins-Pattern unsafe 50unattended-upgrades:1',
  ])
  expect(seen({ '/etc/apt/apt.conf.d/99x': on + 'APT::Get::AllowUnauthenticated "yes";\n' })).toEqual([
    'updates APT::Get::AllowUnauthenticated unsafe 99x:3',
  ])
  expect(seen({ '/etc/dnf/automatic.conf': '[commands]\napply_updates = no\n' })).toEqual(['updates apply_updates unsafe automatic.conf:2'])
})

it('knows how passwords are chosen, kept and guarded', () => {
  const files = {
    '/etc/login.defs': '# c\nENCRYPT_METHOD MD5\nPASS_MAX_DAYS\t99999\nUMASK 022\n',
    '/etc/security/pwquality.conf': '# minlen = 20\nminlen = 6\nenforcing = 1\n',
    '/etc/security/faillock.conf': 'deny = 0\n',
    '/etc/pam.d/common-auth': 'auth\t[success=1 default=ignore]\tpam_unix.so nullok\n',
    '/etc/pam.d/common-password': 'password [success=1 default=ignore] pam_unix.so obscure md5\n',
  }
  expect(seen(files)).toEqual([
    'password-policy ENCRYPT_METHOD unsafe login.defs:2',
    'password-policy PASS_MAX_DAYS unsafe login.defs:3',
    'password-policy UMASK unsafe login.defs:4',
    'password-policy minlen unsafe pwquality.conf:2',
    'password-policy deny unsafe faillock.conf:1',
    'password-policy nullok unsafe common-auth:1',
    'password-policy pam_unix unsafe common-password:1',
  ])
  const dead = linux.read(component({ form: 'machine', files }), undefined).deadKeys
  expect(dead?.map(({ key, trail }) => `${key} ${trail[0]?.file}:${trail[0]?.line}`)).toEqual(['minlen pwquality.conf:2', 'deny faillock.conf:1'])
})

it('knows what is recorded', () => {
  expect(seen({ '/etc/audit/auditd.conf': 'write_logs = no\n', '/etc/audit/rules.d/a.rules': '-D\n-w /etc/passwd -p wa\n-e 0\n' })).toEqual([
    'audit-log write_logs unsafe auditd.conf:1',
    'audit-log audit.rules unsafe a.rules:3',
  ])
  expect(seen({ '/etc/audit/rules.d/a.rules': '-D\n-b 8192\n' })).toEqual(['audit-log audit.rules unsafe a.rules:1'])
  expect(seen({ '/etc/audit/rules.d/a.rules': '-w /etc/passwd -p wa\n-e 2\n' })).toEqual([])
  expect(
    seen({ '/etc/systemd/journald.conf': '[Journal]\nStorage=none\n', '/etc/systemd/journald.conf.d/x.conf': '[Journal]\nStorage=volatile\n' }),
  ).toEqual(['audit-log Storage unsafe x.conf:2'])
})

it('takes folders of other machines for connections', () => {
  const fstab = [
    'files.example:/a /srv/a nfs rw,vers=3 0 0',
    '[fd00::1]:/b /srv/b nfs4 sec=krb5p 0 0',
    'files.example:/c /srv/c nfs4 sec=krb5i,xprtsec=tls 0 0',
    '//smb.example/d /srv/d cifs username=ann,password=Plum-77-x,vers=1.0 0 0',
    '//smb.example/e /srv/e cifs credentials=/root/smb,seal,vers=3.1.1 0 0',
    '/dev/sda1 / ext4 defaults 0 1',
  ].join('\n')
  const found = linux.read(component({ form: 'machine', files: { '/etc/fstab': fstab } }), undefined)
  expect(ends(found)).toEqual([
    'nfs files.example:2049 none name 1',
    'nfs fd00::1:2049 required name 2',
    'nfs files.example:2049 required name 3',
    'smb smb.example:445 none name 4',
    'smb smb.example:445 required name 5',
  ])
  expect(found.connections?.map((one) => view(one.authentication))).toMatchObject(
    ['none', 'kerberos', 'kerberos', 'password', 'password'].map((value) => ({ value })),
  )
  expect(found.connections?.[3]).toMatchObject({ user: { value: 'ann' }, password: { value: 'Plum-77-x', trail: [{ line: 4 }, {}] } })
  expect(found.observations?.filter(({ concern }) => concern === 'tls-policy')).toMatchObject([{ key: '/srv/d', verdict: 'unsafe' }])
})

it.each<readonly [string, Readonly<Record<string, string>>, string | undefined]>([
  ['an engine alone', {}, 'unknown'],
  [
    'rules that drop the rest',
    { '/etc/iptables/rules.v4': '*filter\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -s 192.0.2.1 -j RETURN\n-A DOCKER-USER -j DROP\nCOMMIT\n' },
    'safe',
  ],
  ['rules for one port', { '/etc/ufw/after.rules': '*filter\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -p tcp --dport 80 -j DROP\nCOMMIT\n' }, 'unknown'],
  [
    'rules that nothing loads',
    { '/etc/ringwall/published.v4': '*filter\n:RINGWALL-PUBLISHED - [0:0]\n-A RINGWALL-PUBLISHED -j DROP\nCOMMIT\n' },
    'unknown',
  ],
])('tells who reaches what containers publish: %s', (_name, files, wanted) => {
  const of = (more: Readonly<Record<string, string>>): string | undefined =>
    linux.read(component({ form: 'machine', files: more }), undefined).observations?.find(({ key }) => key === 'DOCKER-USER')?.verdict
  expect(of({ '/etc/docker/daemon.json': '{}', ...files })).toBe(wanted)
  expect(of({})).toBeUndefined()
})
