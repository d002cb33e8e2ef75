type Content = 'sysctl' | 'limits' | 'coredump' | 'manager' | 'journal' | 'fstab' | 'crypttab' | 'exports' | 'nft' | 'iptables' | 'audit' | 'apt'

/** By what text the files of a Linux system are known, where their names do not tell. */
export const contents: Readonly<Record<Content, RegExp>> = {
  sysctl:
    /^[ \t]*-?(?:kernel[./](?:yama[./])?[a-z]\w*|net[./](?:ipv4|ipv6|core|netfilter|bridge)[./][^\s=]+|fs[./](?:suid_dumpable|protected_\w+|file-max|nr_open|inotify[./]\w+)|vm[./](?:swappiness|overcommit\w*|dirty\w*|max_map_count|mmap\w+|panic_on_oom|unprivileged_userfaultfd))[ \t]*=/m,
  limits:
    /^[ \t]*(?:\*|[@%]?[\w.:*-]+)[ \t]+(?:soft|hard|-)[ \t]+(?:core|data|fsize|memlock|nofile|rss|stack|cpu|nproc|as|maxlogins|maxsyslogins|priority|locks|sigpending|msgqueue|nice|rtprio)[ \t]+\S/m,
  coredump: /^[ \t]*\[Coredump\]/m,
  manager: /^[ \t]*\[Manager\]/m,
  journal: /^[ \t]*\[Journal\]/m,
  fstab: /^[ \t]*(?:UUID=|LABEL=|PARTUUID=|PARTLABEL=|\/dev\/|tmpfs|proc|[\w.-]+:\/|\/swap)\S*[ \t]+(?:\/|none|swap)/m,
  crypttab: /^[ \t]*[\w.-]+[ \t]+(?:UUID=|PARTUUID=|LABEL=|PARTLABEL=|\/)\S+/m,
  exports: /^[ \t]*"?\/[^\n]*[\w*@/.[\]-]\([a-z][\w,=:@./-]*\)/m,
  nft: /^[ \t]*(?:(?:add[ \t]+|create[ \t]+)?(?:table|chain)[ \t]+[\w$][\w \t$-]*\{|flush[ \t]+ruleset|add[ \t]+(?:table|rule|chain)[ \t])/m,
  iptables: /^\*(?:filter|nat|mangle|raw)[ \t]*$/m,
  audit: /^[ \t]*-(?:w[ \t]+\/|a[ \t]+(?:always|never|exit|task|exclude)|e[ \t]+[012]|D[ \t]*$)/m,
  apt: /^[ \t]*(?:APT::Periodic|Unattended-Upgrade)\b/m,
}
