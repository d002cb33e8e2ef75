import { isUtf8 } from 'node:buffer'

/** How a text lies in a file. A byte order mark of UTF-8 is a character of the text; UTF-16 is known by its own, which is not. */
export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'latin1'

export interface Decoded {
  readonly text: string
  /** `undefined` where the text does not hold all that is in the file: half a character at its end. */
  readonly encoding: Encoding | undefined
}

/** UTF-8, UTF-16 where a byte order mark says so, and Latin-1 where the bytes are no UTF-8; `undefined` for what is no text, UTF-32 among it. */
export function decode(bytes: Buffer): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    if (bytes[2] === 0 && bytes[3] === 0) return undefined
    return { text: bytes.subarray(2).toString('utf16le'), encoding: bytes.length % 2 === 0 ? 'utf16le' : undefined }
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const whole = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
    return { text: whole.swap16().toString('utf16le'), encoding: bytes.length % 2 === 0 ? 'utf16be' : undefined }
  }
  if (bytes.includes(0)) return undefined
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  return { text: bytes.toString(encoding), encoding }
}

/** A text as it lies in a file of this encoding; `undefined` where it would be read as another text. */
export function encode(text: string, encoding: Encoding | undefined): Buffer | undefined {
  if (encoding === undefined) return undefined
  const bytes = bytesOf(text, encoding)
  return decode(bytes)?.text === text ? bytes : undefined
}

function bytesOf(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf16le') return Buffer.from(`\uFEFF${text}`, 'utf16le')
  return encoding === 'utf16be' ? Buffer.from(`\uFEFF${text}`, 'utf16le').swap16() : Buffer.from(text, encoding)
}
