import { createHash } from 'node:crypto'
import type { RenderedFile, RenderedLink } from './types.ts'

type Rendered = readonly (RenderedFile | RenderedLink)[]

/** Where a fingerprint stands by itself. */
export const fingerprintFile = 'fingerprint'

/**
 * Files with their own fingerprint written into them, so that an engine can say by which it works. It is of all that anybody may read, and of
 * where links lead: secrets have no part in it.
 */
export function fingerprinted(files: (fingerprint: string) => Rendered): Rendered {
  const hash = createHash('sha256')
  for (const file of files('')) hash.update(JSON.stringify('target' in file ? [file.name, file.target] : [file.name, file.isSecret ? '' : file.text]))
  const fingerprint = hash.digest('base64url').slice(0, 22)
  return [...files(fingerprint), { name: fingerprintFile, text: `${fingerprint}\n`, isSecret: false }]
}

export function fingerprintOf(files: Rendered): string {
  const file = files.find(({ name }) => name === fingerprintFile)
  return file !== undefined && 'text' in file ? file.text.trim() : ''
}
