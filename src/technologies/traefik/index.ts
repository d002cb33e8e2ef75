import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { dynamicFolder } from './dynamic.ts'
import { read } from './read.ts'

export const traefik: Technology = {
  id: 'traefik',
  title: 'Traefik',
  role: 'proxy',
  files: [
    { name: /^traefik.*\.ya?ml$/, content: /^(?:entryPoints|providers|api):/m, at: '/etc/traefik/traefik.yml' },
    { name: /^traefik.*\.toml$/, content: /^\[(?:entryPoints|providers|api)/m, at: '/etc/traefik/traefik.toml' },
    {
      name: /\.ya?ml$/,
      content: /^(?:http|tcp):[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+["']?(?:routers|middlewares|serversTransports|services):[ \t]*\r?$/m,
      at: `${dynamicFolder}/`,
    },
    { name: /\.ya?ml$/, content: /^tls:[ \t]*\r?\n[ \t]+(?:options|stores):[ \t]*\r?$/m, at: `${dynamicFolder}/` },
    {
      name: /\.toml$/,
      content: /^[ \t]*\[(?:http|tcp)\.(?:routers|middlewares|serversTransports|services)\.|^\[tls\.options\./m,
      at: `${dynamicFolder}/`,
    },
  ],
  recognise: (input) => recogniseBy(input, { official: ['traefik', 'traefik/traefik'], rebuilds: ['*/traefik'], programs: ['traefik'] }),
  read,
  questions,
}
