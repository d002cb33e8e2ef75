import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const caddy: Technology = {
  id: 'caddy',
  title: 'Caddy',
  role: 'proxy',
  files: [{ name: /^Caddyfile|\.caddyfile$/i, at: '/etc/caddy/Caddyfile' }],
  recognise: (input) => recogniseBy(input, { official: ['caddy', 'caddy/caddy'], rebuilds: ['*/caddy'], programs: ['caddy'] }),
  read,
}
