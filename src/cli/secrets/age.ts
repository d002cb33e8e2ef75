import { RingwallError } from '../../model/error.ts'

/** The library of the format's author (age-encryption.org/v1); loaded when something is sealed or opened. */
const library = () => import('age-encryption')

/** Seals bytes for everybody of the recipients, as text (armor). Each is `age1...`, or `age1pq1...` of age 1.3 and later. */
export async function seal(content: Uint8Array, recipients: readonly string[]): Promise<string> {
  const { Encrypter, armor } = await library()
  const encrypter = new Encrypter()
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient)
    } catch (cause) {
      // a secret key that somebody gives by mistake is never shown
      throw new RingwallError('usage', '--to: what is given is no recipient of age', { cause, hint: 'as age-keygen tells it: age1...' })
    }
  }
  return `${armor.encode(await encrypter.encrypt(content)).trimEnd()}\n`
}

/** What seals can be opened with: the text of an identity file, as `age-keygen` writes it. Throws where there is none in it. */
export async function opener(identities: string): Promise<(sealed: string, file: string) => Promise<Uint8Array>> {
  const { Decrypter, armor } = await library()
  const keys = identities.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const decrypter = new Decrypter()
  try {
    if (keys.length === 0) throw new Error('none')
    for (const key of keys) decrypter.addIdentity(key.trim())
  } catch (cause) {
    throw new RingwallError('usage', '--identity: it holds no identity of age', { cause, hint: 'a file that age-keygen wrote' })
  }
  return async (sealed, file) => {
    try {
      return await decrypter.decrypt(armor.decode(sealed))
    } catch (cause) {
      throw new RingwallError('unreadable', `${file}: it is not sealed for this identity, or was changed`, {
        cause,
        hint: 'name another with --identity',
      })
    }
  }
}
