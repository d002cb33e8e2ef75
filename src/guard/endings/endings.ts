import { X509Certificate } from 'node:crypto'
import { ending } from '../keys/life.ts'
import type { KeyRecord } from '../keys/life.ts'
import { expiryAlarms, identityProvider } from '../people/saml/provider.ts'
import type { NamedFile } from './named.ts'

/** Something that the guard works by and that ends soon, or has ended. */
export interface Ending {
  /** For people: what it is, and which file or key. */
  readonly what: string
  /** Milliseconds since 1970. */
  readonly end: number
}

const day = 86_400_000
/** How long before its end something is spoken of. */
const early = 30 * day

/** What of these files ends within thirty days, or has ended, the soonest first. What cannot be read is nobody's alarm: it is said where it is needed. */
export function endingsOf(files: readonly NamedFile[], read: (file: string) => string, now: number): readonly Ending[] {
  const all = files.flatMap(({ what, file, kind }) => {
    const text = textOf(file, read)
    if (text === undefined) return []
    return (kind === 'metadata' ? ofMetadata(text, now) : ofCertificates(text)).map(({ which, end }) => ({ what: `${what} (${file})${which}`, end }))
  })
  return all.filter(({ end }) => end - now < early).toSorted((a, b) => a.end - b.end)
}

/** API keys in force that end within two weeks. */
export function keyEndings(keys: readonly KeyRecord[], now: number): readonly Ending[] {
  return ending(keys, now).map(({ key }) => ({ what: `API key ${key.id} of ${key.owner}`, end: key.expires }))
}

/** Whole days that are left; below zero where it is over. */
export function daysLeft({ end }: Ending, now: number): number {
  return Math.floor((end - now) / day)
}

export function endingText(one: Ending, now: number): string {
  const [days, date] = [daysLeft(one, now), new Date(one.end).toISOString().slice(0, 10)]
  return days < 0
    ? `${one.what} has ended, on ${date}`
    : `${one.what} ends ${days === 0 ? 'today' : days === 1 ? 'in a day' : `in ${days} days`}, on ${date}`
}

function textOf(file: string, read: (file: string) => string): string | undefined {
  try {
    return read(file)
  } catch {
    return undefined
  }
}

interface Part {
  /** Which of several. */
  readonly which: string
  readonly end: number
}

function ofCertificates(text: string): readonly Part[] {
  const certificates = (text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? []).flatMap((one) => certificateOf(one) ?? [])
  return certificates.map(({ validTo, subject }) => ({
    which: certificates.length === 1 ? '' : `: ${subject.replaceAll('\n', ', ')}`,
    end: Date.parse(validTo),
  }))
}

function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text)
  } catch {
    return undefined
  }
}

function ofMetadata(text: string, now: number): readonly Part[] {
  try {
    return expiryAlarms(identityProvider(text), now).map(({ what, end }) => ({ which: `: ${what}`, end }))
  } catch {
    return []
  }
}
