import type { ConfigurationFile } from '../../model/technology.ts'
import { contents } from './contents.ts'

/** Settings files of a Linux system, where they lie loose. Names that other programs use too are told by their text. */
export const files: readonly ConfigurationFile[] = [
  { name: /^sysctl\.conf$/, content: contents.sysctl, at: '/etc/sysctl.conf' },
  { name: /\.conf$/, content: contents.sysctl, at: '/etc/sysctl.d/' },
  { name: /^limits\.conf$/, content: contents.limits, at: '/etc/security/limits.conf' },
  { name: /\.conf$/, content: contents.limits, at: '/etc/security/limits.d/' },
  { name: /^coredump\.conf$/, content: contents.coredump, at: '/etc/systemd/coredump.conf' },
  { name: /\.conf$/, content: contents.coredump, at: '/etc/systemd/coredump.conf.d/' },
  { name: /^system\.conf$/, content: contents.manager, at: '/etc/systemd/system.conf' },
  { name: /^journald\.conf$/, content: contents.journal, at: '/etc/systemd/journald.conf' },
  { name: /\.conf$/, content: contents.journal, at: '/etc/systemd/journald.conf.d/' },
  { name: /^auditd\.conf$/, content: /^[ \t]*(?:log_file|max_log_file|space_left)\b/m, at: '/etc/audit/auditd.conf' },
  { name: /\.rules$/, content: contents.audit, at: '/etc/audit/rules.d/' },
  { name: /^(?:\d\d[\w-]+|.*\.conf)$/, content: contents.apt, at: '/etc/apt/apt.conf.d/' },
  { name: /^login\.defs$/, at: '/etc/login.defs' },
  { name: /^pwquality\.conf$/, at: '/etc/security/pwquality.conf' },
  { name: /^faillock\.conf$/, at: '/etc/security/faillock.conf' },
  { name: /^kdump-tools$/, content: /^[ \t]*USE_KDUMP=/m, at: '/etc/default/kdump-tools' },
  { name: /^kdump\.conf$/, content: /^[ \t]*(?:path|core_collector|ssh|nfs|raw|ext4|xfs)[ \t]/m, at: '/etc/kdump.conf' },
  { name: /^fstab$/, content: contents.fstab, at: '/etc/fstab' },
  { name: /^crypttab$/, content: contents.crypttab, at: '/etc/crypttab' },
  { name: /^exports$/, content: contents.exports, at: '/etc/exports' },
  { name: /\.exports$/, content: contents.exports, at: '/etc/exports.d/' },
  { name: /^(?:nftables|nft|firewall|ruleset)(?:[-.]\w+)*\.(?:conf|nft|rules)$|\.nft$/, content: contents.nft, at: '/etc/nftables.conf' },
  { name: /^(?:rules\.v4|iptables(?:[-.]rules)?)$|^iptables.*\.(?:rules|conf|v4)$/, content: contents.iptables, at: '/etc/iptables/rules.v4' },
  { name: /^(?:rules\.v6|ip6tables(?:[-.]rules)?)$|^ip6tables.*\.(?:rules|conf|v6)$/, content: contents.iptables, at: '/etc/iptables/rules.v6' },
  { name: /^ufw\.conf$/, content: /^[ \t]*ENABLED=/m, at: '/etc/ufw/ufw.conf' },
  { name: /^ufw$/, content: /^[ \t]*DEFAULT_INPUT_POLICY=/m, at: '/etc/default/ufw' },
  { name: /^user\.rules$/, content: /^:ufw-user-input\b/m, at: '/etc/ufw/user.rules' },
]
