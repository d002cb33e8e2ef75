import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const haproxy: Technology = {
  id: 'haproxy',
  title: 'HAProxy',
  role: 'proxy',
  recognise: (input) =>
    recogniseBy(input, {
      official: ['haproxy', 'haproxytech/haproxy-alpine', 'haproxytech/haproxy-debian', 'haproxytech/haproxy-ubuntu'],
      rebuilds: ['bitnami/haproxy', '*/haproxy'],
      programs: ['haproxy'],
      home: '/usr/local/etc/haproxy',
    }),
  read,
}
