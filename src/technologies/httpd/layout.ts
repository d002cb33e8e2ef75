import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'

export interface Layout {
  readonly home: string
  /** The main file; the image's own is in force when it is not mounted. */
  readonly main: string
  /** What the image's own file includes: files, or folders that end in `/`. */
  readonly parts: readonly string[]
  readonly ports: readonly number[]
}

const debian: Layout = {
  home: '/etc/apache2',
  main: '/etc/apache2/apache2.conf',
  parts: ['/etc/apache2/ports.conf', '/etc/apache2/conf-enabled/', '/etc/apache2/sites-enabled/', '/etc/apache2/sites-available/000-default.conf'],
  ports: [80],
}
export const bitnami: Layout = {
  home: '/opt/bitnami/apache',
  main: '/opt/bitnami/apache/conf/httpd.conf',
  parts: ['/vhosts/', '/bitnami/apache/conf/vhosts/', '/opt/bitnami/apache/conf/vhosts/', '/opt/bitnami/apache2/conf/vhosts/'],
  ports: [8080],
}
const official: Layout = { home: '/usr/local/apache2', main: '/usr/local/apache2/conf/httpd.conf', parts: [], ports: [80] }
const redHat: Layout = { home: '/etc/httpd', main: '/etc/httpd/conf/httpd.conf', parts: ['/etc/httpd/conf.d/'], ports: [80] }

/** The image's layout; on a machine that of the main file which is there. */
export function layoutOf(input: ComponentInput): Layout {
  if (matchesImage(input.image, ['bitnami/apache'])) return bitnami
  if (input.form === 'container') return matchesImage(input.image, ['httpd', '*/httpd']) ? official : debian
  const there = [debian, redHat, official].find(({ main }) => input.open(main).state !== 'absent')
  return there ?? { ...debian, parts: [...debian.parts.slice(0, 3), ...redHat.parts], ports: [] }
}
