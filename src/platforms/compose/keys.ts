import { addGap } from '../input.ts'
import type { Table } from './tree.ts'

/** Attributes of a service that confine it. A typing error in one of them leaves the door open without a word. */
const confining: readonly string[] = [
  'cap_add',
  'cap_drop',
  'cgroup',
  'cgroup_parent',
  'cpus',
  'devices',
  'environment',
  'env_file',
  'healthcheck',
  'ipc',
  'logging',
  'mem_limit',
  'network_mode',
  'networks',
  'pid',
  'pids_limit',
  'ports',
  'privileged',
  'read_only',
  'restart',
  'secrets',
  'security_opt',
  'sysctls',
  'ulimits',
  'user',
  'userns_mode',
  'volumes',
]

/** All others of the Compose specification, and of the versions before it. */
const others: ReadonlySet<string> = new Set([
  'annotations',
  'attach',
  'blkio_config',
  'build',
  'command',
  'configs',
  'container_name',
  'cpu_count',
  'cpu_percent',
  'cpu_period',
  'cpu_quota',
  'cpu_rt_period',
  'cpu_rt_runtime',
  'cpu_shares',
  'cpuset',
  'credential_spec',
  'depends_on',
  'deploy',
  'develop',
  'device_cgroup_rules',
  'dns',
  'dns_opt',
  'dns_search',
  'domainname',
  'entrypoint',
  'expose',
  'extends',
  'external_links',
  'extra_hosts',
  'gpus',
  'group_add',
  'hostname',
  'image',
  'init',
  'isolation',
  'label_file',
  'labels',
  'links',
  'log_driver',
  'log_opt',
  'mac_address',
  'mem_reservation',
  'mem_swappiness',
  'memswap_limit',
  'models',
  'net',
  'oom_kill_disable',
  'oom_score_adj',
  'platform',
  'post_start',
  'pre_stop',
  'profiles',
  'provider',
  'pull_policy',
  'runtime',
  'scale',
  'shm_size',
  'stdin_open',
  'stop_grace_period',
  'stop_signal',
  'storage_opt',
  'tmpfs',
  'tty',
  'use_api_socket',
  'uts',
  'volume_driver',
  'volumes_from',
  'working_dir',
])

const known: ReadonlySet<string> = new Set([...confining, ...others])

/** Notes keys that nothing reads and that look like a mistyped attribute that confines. */
export function checkKeys(service: Table): void {
  for (const field of service.fields.values()) {
    if (known.has(field.key) || field.key.startsWith('x-') || field.key.length > 40) continue
    const meant = confining.find((name) => isClose(field.key, name))
    const owner = field.value.source.input
    if (meant !== undefined) addGap(owner, `unknown key \`${field.key}\`: \`${meant}\` is perhaps meant, and is not in force`, field.at.line)
  }
}

function isClose(written: string, name: string): boolean {
  const one = flat(written)
  const other = flat(name)
  return one === other || (other.length > 4 && distance(one, other) <= (other.length > 7 ? 2 : 1))
}

function flat(key: string): string {
  return key.toLowerCase().replaceAll(/[-_ ]/g, '')
}

/** Levenshtein's edit distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
