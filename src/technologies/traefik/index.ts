import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const traefik: Technology = {
  id: 'traefik',
  title: 'Traefik',
  role: 'proxy',
  files: [
    { name: /^traefik.*\.ya?ml$/, content: /^(?:entryPoints|providers|api):/m, at: '/etc/traefik/traefik.yml' },
    { name: /^traefik.*\.toml$/, content: /^\[(?:entryPoints|providers|api)/m, at: '/etc/traefik/traefik.toml' },
  ],
  recognise: (input) => recogniseBy(input, { official: ['traefik', 'traefik/traefik'], rebuilds: ['*/traefik'], programs: ['traefik'] }),
  read,
}
