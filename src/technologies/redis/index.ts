import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { logIns } from './log-ins.ts'
import { bitnami, official, others, stack } from './packaging.ts'
import { read } from './read.ts'

export const redis: Technology = {
  id: 'redis',
  title: 'Redis',
  role: 'cache',
  files: [
    {
      name: /^(?:redis|valkey|keydb).*\.conf$/,
      content: /^\s*(?:bind|port|tls-port|requirepass|appendonly|protected-mode|maxmemory|aclfile|dir|save|user|include)\s/m,
      at: '/etc/redis/redis.conf',
      command: ['redis-server', '/etc/redis/redis.conf'],
    },
    {
      name: /sentinel.*\.conf$/,
      content: /^\s*sentinel\s/m,
      at: '/etc/redis/sentinel.conf',
      command: ['redis-sentinel', '/etc/redis/sentinel.conf'],
    },
    { name: /\.acl$/, content: /^\s*user\s+\S+\s/m, at: '/etc/redis/', part: true },
  ],
  recognise: (input) =>
    recogniseBy(input, {
      official,
      rebuilds: [...bitnami, ...stack, ...others],
      programs: ['redis-server', 'valkey-server', 'keydb-server', 'redis-sentinel'],
    }),
  read,
  logIns,
}
