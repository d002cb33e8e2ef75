import type { Location } from '../model/report.ts'

/** A place as a relative reference (RFC 3986), the line as its fragment. */
export function href({ file, line }: Pick<Location, 'file' | 'line'>): string {
  return `${file.split('/').map(segment).join('/')}#L${line}`
}

/** Half of a surrogate pair has no UTF-8, and in the first segment a colon would end a scheme. */
function segment(name: string): string {
  return encodeURIComponent(name.replaceAll(/\p{Cs}/gu, '?'))
}
