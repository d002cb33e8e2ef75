import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const haproxy: Technology = {
  id: 'haproxy',
  title: 'HAProxy',
  role: 'proxy',
  files: [{ name: /\.cfg$|haproxy/i, content: /^(?:frontend|backend|listen)[ \t]+\S[^\n;={]*$/m, at: '/etc/haproxy/haproxy.cfg' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['haproxy', 'haproxytech/haproxy-alpine', 'haproxytech/haproxy-debian', 'haproxytech/haproxy-ubuntu'],
      rebuilds: ['bitnami/haproxy', '*/haproxy'],
      programs: ['haproxy'],
      home: '/usr/local/etc/haproxy',
    }),
  read,
}
