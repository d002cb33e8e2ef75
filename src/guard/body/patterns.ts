import type { PatternName } from '../model/body.ts'

/** What a text looks like. Each looks at every character a bounded number of times: the text is anybody's. */
export const patterns: Readonly<Record<PatternName, (text: string) => boolean>> = {
  'card-number': hasCardNumber,
  credential: (text) => credentials.some((one) => one.test(text)),
  'private-key': (text) => privateKey.test(text),
}

const privateKey = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/

/** Keys, tokens with claims, user and password in an address, and keys of the guard. */
const credentials: readonly RegExp[] = [
  privateKey,
  /[A-Za-z0-9+.-]:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/,
  /(?<![\w-])eyJ[\w-]{8,2000}\.[\w-]{8,}\./,
  /gk_[a-z0-9]{1,12}_[0-9A-Za-z]{20}/,
]

/** Beginnings and lengths that the networks give out (ISO/IEC 7812; their public ranges). */
const issued = /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0|6|8)\d{12}|35\d{14}|6\d{15,18})$/
const [shortest, longest, shortestGroup, mostGroups] = [13, 19, 3, 6]

/** Digits in one piece, or in groups as cards have them printed (three or more, with a blank or a dash between), with the check digit of Luhn. */
function hasCardNumber(text: string): boolean {
  let groups: string[] = []
  let end = -1
  // a longer run of digits comes in pieces, of which none counts
  for (const { 0: group, index } of text.matchAll(/\d{1,20}/g)) {
    const isPiece = index === end || group.length > longest
    if (isPiece || group.length < shortestGroup) groups = []
    else {
      const joins = index === end + 1 && /[ -]/.test(text.charAt(end))
      groups = joins ? [...groups.slice(-mostGroups), group] : [group]
      if (endsWithNumber(groups)) return true
    }
    end = index + group.length
  }
  return false
}

function endsWithNumber(groups: readonly string[]): boolean {
  let digits = ''
  for (const group of groups.toReversed()) {
    digits = group + digits
    if (digits.length > longest) return false
    if (digits.length >= shortest && issued.test(digits) && passesLuhn(digits)) return true
  }
  return false
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (const [index, digit] of digits.split('').toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
