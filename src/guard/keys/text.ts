import { crc32 } from 'node:zlib'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62^30 is more than 2^178. */
const randomLength = 30
const checkLength = 6
const form = /^gk_(?<environment>[a-z0-9]{1,12})_(?<random>[0-9A-Za-z]{30})(?<check>[0-9A-Za-z]{6})$/

/**
 * The text of a new API key, `gk_live_` with 30 random characters and their checksum. `chance` gives one uniform number below its argument.
 * The prefix lets scanners of secrets find it, the checksum lets the guard drop what is none before it looks anything up.
 */
export function newKeyText(environment: string, chance: (below: number) => number): string {
  let random = ''
  for (let index = 0; index < randomLength; index++) random += alphabet.charAt(chance(alphabet.length))
  const head = `gk_${environment}_${random}`
  return head + checksum(head)
}

/** Whether a text has the form of a key of this environment, its checksum included: nothing about whether it is one. */
export function isKeyText(text: string, environment: string): boolean {
  const groups = form.exec(text)?.groups
  return groups?.['environment'] === environment && groups['check'] === checksum(text.slice(0, -checkLength))
}

/** CRC-32 in base 62, padded to six characters. */
function checksum(head: string): string {
  let rest = crc32(head)
  let text = ''
  for (let index = 0; index < checkLength; index++) {
    text = alphabet.charAt(rest % alphabet.length) + text
    rest = Math.floor(rest / alphabet.length)
  }
  return text
}
