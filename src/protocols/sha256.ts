import { hash } from 'node:crypto'

/** Asked for once: the built program loads this module of Node late, and each look for a name in it then costs a third of a short hash. */
let made: typeof hash | undefined

/** SHA-256 in base64url, or as bytes in a text (`binary`, Latin-1). */
export function sha256(content: Uint8Array | string, encoding: 'base64url' | 'binary'): string {
  made ??= hash
  return made('sha256', content, encoding)
}
