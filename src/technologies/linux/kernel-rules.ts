import type { SettingRule } from '../../settings/rules.ts'

/** The first number of a value: what stands behind it is not read by the kernel. */
function number(value: string): number | undefined {
  const text = /^-?(?:0x[\da-f]{1,8}|\d{1,12})(?=\s|$)/i.exec(value)?.[0]
  return text === undefined ? undefined : Number(text)
}

function among(...wanted: readonly number[]): (value: string) => boolean {
  return (value) => wanted.includes(number(value) ?? Number.NaN)
}

function rule(
  key: string,
  stake: SettingRule['stake'],
  wanted: readonly number[],
  message: string,
  concern: SettingRule['concern'] = 'kernel',
): SettingRule {
  const [first = 0] = wanted
  const expected = `${key} = ${wanted.join(' or ')}`
  const fix = `write ${key} = ${first} into a file below /etc/sysctl.d`
  return { key, concern, stake, safe: among(...wanted), message, expected, fix, want: String(first) }
}

/** `default` is for interfaces that come later; `all` holds for those that are there. */
function stakeOf(scope: 'all' | 'default'): SettingRule['stake'] {
  return scope === 'all' ? 'defence' : 'hygiene'
}

/**
 * Keys that a public benchmark or a guide asks for (Documentation/admin-guide/sysctl and networking/ip-sysctl.rst of Linux 6.1; values as
 * the dev-sec baseline and CIS Debian 12 have them). `defence`: the protection is gone; `hygiene`: one layer of several.
 */
export const kernelRules: readonly SettingRule[] = [
  rule('kernel.randomize_va_space', 'defence', [2], 'addresses of programs can be predicted, which makes faults in them usable'),
  rule('kernel.kptr_restrict', 'hygiene', [2, 1], 'addresses of the kernel are shown to programs'),
  rule('kernel.dmesg_restrict', 'hygiene', [1], 'every user reads the messages of the kernel'),
  rule('kernel.unprivileged_bpf_disabled', 'defence', [1, 2], 'every user loads programs into the kernel'),
  rule('kernel.perf_event_paranoid', 'hygiene', [3, 2, 4], 'every user measures the kernel and other programs'),
  rule('kernel.kexec_load_disabled', 'hygiene', [1], 'another kernel can be started in place of the running one'),
  rule('kernel.sysrq', 'hygiene', [0, 4, 16, 20, 176, 180, 438], 'the keyboard gives orders to the kernel, also to dump or to kill'),
  rule('fs.protected_hardlinks', 'defence', [1], 'links to files of others let a privileged program change the wrong file'),
  rule('fs.protected_symlinks', 'defence', [1], 'links in shared folders let a privileged program change the wrong file'),
  rule('fs.protected_fifos', 'hygiene', [2, 1], 'pipes of others in shared folders are opened for writing'),
  rule('fs.protected_regular', 'hygiene', [2, 1], 'files of others in shared folders are opened for writing'),
  rule('net.core.bpf_jit_harden', 'hygiene', [2, 1], 'programs in the kernel can be made to hold code of an attacker'),
  rule('net.ipv4.tcp_syncookies', 'defence', [1, 2], 'connections that are never finished fill the table, and nobody gets in'),
  rule('net.ipv4.icmp_echo_ignore_broadcasts', 'hygiene', [1], 'the machine answers broadcasts and can be used to flood others'),
  rule('net.ipv4.icmp_ignore_bogus_error_responses', 'hygiene', [1], 'false error messages fill the log'),
  ...(['all', 'default'] as const).flatMap((scope): readonly SettingRule[] => [
    rule(`net.ipv4.conf.${scope}.accept_redirects`, stakeOf(scope), [0], 'a neighbour redirects traffic through itself'),
    rule(`net.ipv4.conf.${scope}.secure_redirects`, 'hygiene', [0], 'a gateway redirects traffic elsewhere'),
    rule(`net.ipv4.conf.${scope}.send_redirects`, 'hygiene', [0], 'the machine tells others about routes as only a router does'),
    rule(`net.ipv4.conf.${scope}.accept_source_route`, stakeOf(scope), [0], 'a sender chooses the route of its packets, past the firewall'),
    rule(`net.ipv4.conf.${scope}.rp_filter`, stakeOf(scope), [1, 2], 'packets with forged senders are accepted'),
    rule(`net.ipv4.conf.${scope}.log_martians`, 'hygiene', [1], 'packets with impossible senders leave no trace'),
    rule(`net.ipv6.conf.${scope}.accept_redirects`, stakeOf(scope), [0], 'a neighbour redirects traffic through itself'),
    rule(`net.ipv6.conf.${scope}.accept_source_route`, stakeOf(scope), [0, -1], 'a sender chooses the route of its packets, past the firewall'),
    rule(`net.ipv6.conf.${scope}.accept_ra`, 'hygiene', [0], 'a neighbour that says it is the router becomes it'),
  ]),
  rule('vm.mmap_min_addr', 'hygiene', [65_536], 'a fault in the kernel that follows an empty pointer runs code of an attacker'),
  rule('vm.unprivileged_userfaultfd', 'hygiene', [0], 'every user stops the kernel at a page of its choice, which makes faults usable'),
  rule('fs.suid_dumpable', 'defence', [0], 'privileged programs write their memory to disk when they crash', 'memory-exposure'),
  rule('kernel.yama.ptrace_scope', 'defence', [1, 2, 3], 'every program of a user reads the memory of the others', 'memory-exposure'),
  rule('kernel.core_uses_pid', 'hygiene', [1], 'one core dump overwrites another, or a file that was put there', 'memory-exposure'),
]

/** What a program that forwards packets needs: a container engine, a VPN, a router. Whether one is meant only a person knows. */
export const forwardingRules: readonly SettingRule[] = ['net.ipv4.ip_forward', 'net.ipv4.conf.all.forwarding', 'net.ipv6.conf.all.forwarding'].map(
  (key) => ({
    key,
    concern: 'kernel',
    stake: 'hygiene',
    safe: among(0),
    message: 'the machine passes packets on between its networks (Docker and Kubernetes need that, a plain server does not)',
    expected: `${key} = 0`,
    fix: `write ${key} = 0 into a file below /etc/sysctl.d`,
  }),
)

/** Keys whose default is the weak one in Linux 6.1 as it is published; what distributions change is left out. */
export const weakByDefault: readonly (readonly [key: string, value: string])[] = [
  ['kernel.kptr_restrict', '0'],
  ['net.core.bpf_jit_harden', '0'],
  ['net.ipv4.conf.all.accept_redirects', '1'],
  ['net.ipv4.conf.all.send_redirects', '1'],
  ['net.ipv6.conf.all.accept_redirects', '1'],
]
