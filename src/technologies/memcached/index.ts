import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const memcached: Technology = {
  id: 'memcached',
  title: 'Memcached',
  role: 'cache',
  recognise(input) {
    return recogniseBy(input, { official: ['memcached'], rebuilds: ['bitnami/memcached', '*/memcached'], programs: ['memcached'] })
  },
  read,
}
