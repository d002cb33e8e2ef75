import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { bitnami, official, others, stack } from './packaging.ts'
import { read } from './read.ts'

export const redis: Technology = {
  id: 'redis',
  title: 'Redis',
  role: 'cache',
  recognise: (input) =>
    recogniseBy(input, {
      official,
      rebuilds: [...bitnami, ...stack, ...others],
      programs: ['redis-server', 'valkey-server', 'keydb-server', 'redis-sentinel'],
    }),
  read,
}
