import type { Stake } from '../model/vocabulary.ts'
import { isWithin } from './host-path.ts'

/** What a folder of the host gives away, to a reader and to a writer. */
export interface Sensitive {
  readonly folder: string
  /** Only the folder itself, not what lies in it. */
  readonly exact?: boolean
  readonly holds: string
  readonly read: Stake
  readonly write: Stake
}

/** The longest match counts. Absolute paths of a Linux host; `~` is the home folder of whoever starts the deployment. */
const table: readonly Sensitive[] = [
  { folder: '/', exact: true, holds: 'the whole host', read: 'data', write: 'takeover' },
  { folder: '/etc', exact: true, holds: "the host's configuration and password hashes", read: 'data', write: 'takeover' },
  ...['passwd', 'group'].map((name): Sensitive => ({ folder: `/etc/${name}`, holds: "the host's accounts", read: 'hygiene', write: 'takeover' })),
  ...[
    'shadow',
    'gshadow',
    'sudoers',
    'sudoers.d',
    'ssh',
    'docker',
    'kubernetes',
    'pam.d',
    'cron.d',
    'crontab',
    'systemd',
    'ld.so.preload',
    'profile.d',
    'init.d',
  ].map((name): Sensitive => ({ folder: `/etc/${name}`, holds: 'settings that decide who is root on the host', read: 'data', write: 'takeover' })),
  { folder: '/root', holds: 'the files of root', read: 'data', write: 'takeover' },
  { folder: '/home', exact: true, holds: 'the files of all users', read: 'data', write: 'takeover' },
  { folder: '~', exact: true, holds: 'all files of a user', read: 'data', write: 'takeover' },
  { folder: '/boot', holds: "the host's kernel", read: 'hygiene', write: 'takeover' },
  { folder: '/dev', exact: true, holds: "the host's devices", read: 'data', write: 'data' },
  { folder: '/proc', holds: "the host's processes and kernel settings", read: 'defence', write: 'takeover' },
  { folder: '/sys', holds: "the host's devices and kernel settings", read: 'defence', write: 'takeover' },
  { folder: '/var', exact: true, holds: 'the state of all programs of the host', read: 'data', write: 'takeover' },
  { folder: '/var/log', exact: true, holds: 'the logs of the host', read: 'defence', write: 'defence' },
  { folder: '/var/lib', exact: true, holds: 'the state of all programs of the host', read: 'data', write: 'takeover' },
  { folder: '/var/spool/cron', holds: 'the scheduled jobs of the host', read: 'hygiene', write: 'takeover' },
  ...['/run', '/var/run'].map((folder): Sensitive => ({
    folder,
    exact: true,
    holds: "the sockets of the host's services, that of the container engine among them",
    read: 'takeover',
    write: 'takeover',
  })),
  ...['dbus', 'systemd'].flatMap((name) =>
    ['/run', '/var/run'].map((base): Sensitive => ({
      folder: `${base}/${name}`,
      holds: "the way to give orders to the host's services",
      read: 'defence',
      write: 'takeover',
    })),
  ),
  ...['docker', 'containerd', 'containers', 'kubelet', 'rancher'].map((name): Sensitive => ({
    folder: `/var/lib/${name}`,
    holds: 'the files, logs and secrets of all containers',
    read: 'data',
    write: 'takeover',
  })),
  ...[
    '/usr',
    '/usr/bin',
    '/usr/sbin',
    '/usr/lib',
    '/usr/lib64',
    '/usr/local',
    '/usr/local/bin',
    '/bin',
    '/sbin',
    '/lib',
    '/lib64',
    '/lib/modules',
    '/usr/lib/modules',
    '/opt',
  ].map((folder): Sensitive => ({ folder, exact: true, holds: 'programs that the host runs', read: 'hygiene', write: 'takeover' })),
]

const keys: ReadonlySet<string> = new Set([
  '.ssh',
  '.aws',
  '.kube',
  '.docker',
  '.gnupg',
  '.azure',
  '.gcloud',
  '.netrc',
  '.git-credentials',
  '.vault-token',
  '.pgpass',
])

/** What the path is, when it is one that matters; harmless parts of `/etc` and single folders of a user are none. */
export function sensitivePath(path: string): Sensitive | undefined {
  const parts = path.split('/')
  const inHome = path.startsWith('~') || path.startsWith('/home/') || path.startsWith('/root/')
  const secret = inHome ? parts.find((part, index) => keys.has(part) || (part === 'gcloud' && parts[index - 1] === '.config')) : undefined
  if (secret !== undefined) return { folder: path, holds: 'keys and logins of a user', read: 'data', write: 'takeover' }
  if (/^\/home\/[^/]+$/.test(path)) return { folder: path, holds: 'all files of a user', read: 'data', write: 'takeover' }
  let best: Sensitive | undefined
  for (const entry of table) {
    const matches = entry.exact === true ? path === entry.folder : isWithin(path, entry.folder)
    if (matches && (best === undefined || entry.folder.length > best.folder.length)) best = entry
  }
  return best
}
