import { readFileSync, statSync } from 'node:fs'
import { RingwallError } from '../model/error.ts'

/** Bytes; a report that is larger is refused. */
const largest = 100 * 1024 * 1024

/** The text of a report that the call names; what is no file, or too large, is an error of the call. */
export function boundedText(path: string, what: string): string {
  const size = sizeOf(path, what)
  if (size > largest) throw new RingwallError('too-large', `${what}: is larger than ${largest / 1024 / 1024} MB: not read`)
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    throw new RingwallError('unreadable', `${what}: cannot be read (${codeOf(cause)})`, { cause })
  }
}

function sizeOf(path: string, what: string): number {
  try {
    const stat = statSync(path)
    if (stat.isFile()) return stat.size
  } catch (cause) {
    throw new RingwallError('no-such-path', `${what}: no such file (${codeOf(cause)})`, { cause })
  }
  throw new RingwallError('usage', `${what}: is no regular file`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
