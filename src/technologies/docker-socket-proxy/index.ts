import { byDefault } from '../../model/fact.ts'
import type { ListenerReading, Technology } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'
import { variable } from '../../settings/environment.ts'
import { observe } from '../../settings/rules.ts'
import { portIn } from '../../settings/web-listener.ts'
import { rules } from './settings.ts'

const images = [
  'tecnativa/docker-socket-proxy',
  'ghcr.io/tecnativa/docker-socket-proxy',
  'linuxserver/socket-proxy',
  'wollomatic/socket-proxy',
  '11notes/socket-proxy',
]

/** Stands between Docker's socket and those who need a part of it: a socket mounted here is a declared one. */
export const dockerSocketProxy: Technology = {
  id: 'docker-socket-proxy',
  title: 'Docker socket proxy',
  role: 'proxy',
  recognise: (input) => (matchesImage(input.image, images) ? { certainty: 3, because: 'well-known image' } : undefined),
  read(input) {
    const port = variable(input, 'BIND_CONFIG', 'SP_PROXYPORT')
    // HAProxy takes an address that begins with a slash for a socket file
    const isFile = port !== undefined && /^(unix@)?\//.test(port.value)
    const listeners: readonly ListenerReading[] = isFile
      ? []
      : [
          {
            port: portIn(port) ?? 2375,
            protocol: 'docker',
            purpose: 'admin',
            tls: byDefault('none', 'socket proxies speak clear text', [input.at]),
            authentication: byDefault('none', 'socket proxies ask for no login: the network decides who may', [input.at]),
          },
        ]
    return {
      listeners,
      observations: observe(rules, (key) => input.env.get(key), input.at),
      image: { runsAs: 'root', healthcheck: false, mediatesControlSocket: true, writes: ['/run', '/tmp'] },
    }
  },
}
