import { dictionary } from '@zxcvbn-ts/language-common'
import { strengthOf } from '../../../protocols/strength.ts'

const longest = 1024
const fewest = 12
/** Of letters of one case alone, or of digits alone: such ones are words, names and dates. */
const fewestOfOneKind = 18

let listed: ReadonlySet<string> | undefined

/** The 49,000 passwords that leaked most often, as zxcvbn-ts lists them; read when the first password is judged. */
function isListed(text: string): boolean {
  listed ??= new Set(dictionary['passwords-common'].map((one) => String(one).toLowerCase()))
  return listed.has(text)
}

/** Why a new password is not taken; undefined where it is. @param names what others know: the account, the guard, its hosts */
export function problemOfPassword(password: string, account: string, names: readonly string[]): string | undefined {
  const { length } = Array.from(password)
  if (length < fewest) return `The password needs ${fewest} characters or more.`
  if (/^(?:\p{Ll}+|\p{Lu}+|\p{Nd}+)$/u.test(password) && length < fewestOfOneKind)
    return `A password of one kind of character alone needs ${fewestOfOneKind} of them: add spaces, signs or digits.`
  if (Buffer.byteLength(password) > longest) return `The password is longer than ${longest} bytes.`
  // a name with a few characters around it is what is tried first
  const lower = password.toLowerCase()
  const named = [account, ...names].find((name) => name.length > 3 && lower.includes(name.toLowerCase()) && password.length < name.length + 8)
  if (named !== undefined) return 'The password is a name that is known, with little around it.'
  const core = lower.replaceAll(/^[^a-z]+|[^a-z]+$/g, '')
  const isKnown = [lower, core, lower.replaceAll(/[^a-z]/g, '')].some((text) => text.length * 2 >= password.length && isListed(text))
  if (isKnown) return 'The password is easily guessed: lists of leaked passwords have it.'
  // what is weak by itself is so with digits around it; only that it is short says nothing here
  const weak = [password, ...(core.length > 3 && core.length * 2 >= password.length ? [core] : [])]
    .map((text) => strengthOf(text, { user: account, names }))
    .find(({ strength, because }) => strength !== 'strong' && strength !== 'fair' && because?.startsWith('it has fewer') !== true)
  return weak === undefined ? undefined : `The password is easily guessed: ${weak.because ?? 'it is a common one'}.`
}
