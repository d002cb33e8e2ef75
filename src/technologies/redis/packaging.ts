import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

export const official: readonly string[] = ['redis', 'valkey/valkey']
export const bitnami: readonly string[] = [
  'bitnami/redis',
  'bitnami/valkey',
  'bitnami/redis-sentinel',
  'bitnami/valkey-sentinel',
  'bitnami/redis-cluster',
]
export const stack: readonly string[] = ['redis/redis-stack', 'redis/redis-stack-server']
export const others: readonly string[] = ['eqalpha/keydb', 'redislabs/rejson', '*/valkey', '*/redis', '*/keydb']

/** Whose entrypoint starts the server: its variables and paths differ. */
export type Packaging = 'official' | 'bitnami' | 'stack' | 'other'

export function packagingOf({ image }: ComponentInput): Packaging {
  if (matchesImage(image, bitnami)) return 'bitnami'
  if (matchesImage(image, stack)) return 'stack'
  return matchesImage(image, official) ? 'official' : 'other'
}

/** Who reads the key: `redis` of the official image is 999 (docker-library/redis, Debian and Alpine), that of Bitnami 1001. */
export function ownerOf(input: ComponentInput): FileOwner {
  const own = packagingOf(input) === 'bitnami' ? 1001 : 999
  return fileOwner(input, { user: own, group: own })
}
