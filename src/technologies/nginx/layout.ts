import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'

/** Where an image keeps nginx's files. */
export interface Layout {
  readonly main: string
  /** The folder that the image's own main file includes inside `http`. */
  readonly folder: string
  /** All folders that the main file of a distribution includes inside `http`. */
  readonly sites: readonly string[]
  /** Port of the static page that the image serves when nothing is mounted. */
  readonly own?: number
}

/** Images of 2024: nginx 1.27, nginx-unprivileged 1.27, openresty 1.27, bitnami/nginx 1.27. */
export function layoutOf(input: ComponentInput): Layout {
  const { image } = input
  if (matchesImage(image, ['bitnami/nginx', 'bitnami/openresty'])) {
    const base = '/opt/bitnami/nginx/conf'
    return { main: `${base}/nginx.conf`, folder: `${base}/server_blocks`, sites: [`${base}/server_blocks`], own: 8080 }
  }
  if (matchesImage(image, ['openresty/openresty', '*/openresty'])) {
    const base = '/usr/local/openresty/nginx/conf'
    return { main: `${base}/nginx.conf`, folder: '/etc/nginx/conf.d', sites: ['/etc/nginx/conf.d'], own: 80 }
  }
  const folder = '/etc/nginx/conf.d'
  // conf.d: nginx.org, Debian and Red Hat; sites-enabled: Debian; http.d: Alpine
  const sites = input.form === 'container' ? [folder] : [folder, '/etc/nginx/sites-enabled', '/etc/nginx/http.d']
  const debian = { main: '/etc/nginx/nginx.conf', folder, sites }
  if (matchesImage(image, ['*/nginx-unprivileged'])) return { ...debian, own: 8080 }
  return matchesImage(image, ['nginx', 'nginx/nginx']) && input.build === undefined ? { ...debian, own: 80 } : debian
}
