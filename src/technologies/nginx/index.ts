import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { files } from './files.ts'
import { paceOf } from './pace.ts'
import { read } from './read.ts'

const official = [
  'nginx',
  'nginx/nginx',
  'nginxinc/nginx-unprivileged',
  'nginx/nginx-unprivileged',
  'openresty/openresty',
  'bitnami/nginx',
  'bitnami/openresty',
]
const rebuilds = ['linuxserver/nginx', 'linuxserver/swag', 'nginxproxy/nginx-proxy', 'jwilder/nginx-proxy', '*/nginx', '*/openresty']

export const nginx: Technology = {
  id: 'nginx',
  title: 'nginx',
  role: 'proxy',
  files,
  recognise(input) {
    const version = versionOf(input.image)
    // linuxserver and nginx-proxy count their own releases; openresty's first three numbers are nginx's
    const versioned = version === undefined || matchesImage(input.image, rebuilds.slice(0, 4)) ? {} : { version }
    if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, rebuilds)) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'nginx', 'nginx-debug', 'openresty')) return { certainty: 1, because: 'runs nginx' }
    // it writes certificates for nginx-proxy, and serves nothing
    if (matchesImage(input.image, ['nginxproxy/acme-companion', 'jrcs/letsencrypt-nginx-proxy-companion'])) return undefined
    const mounted = input.mounts.some((mount) => /^\/etc\/nginx(?:\/|$)/.test(mount.target.value))
    return mounted ? { certainty: 1, because: 'nginx configuration is mounted' } : undefined
  },
  read,
  pace: paceOf,
}
