import { createPrivateKey, randomBytes } from 'node:crypto'
import type { Cannot } from '../../model/change.ts'
import type { KeyStoreContent, ResealedStores, SealedStores } from '../../model/remedy.ts'
import type { Secret } from '../../model/text.ts'
import type { KeyStore } from '../../model/want.ts'
import { keystore, secretstore, truststore } from '../../pki/keystore.ts'
import { resealed } from '../../pki/reseal.ts'

/** A PKCS #12 store that Java 8 and later opens, sealed with the password. */
export async function keyStoreOf(name: string, content: KeyStoreContent, password: KeyStore['password']): Promise<KeyStore> {
  return { alias: name, text: Buffer.from(await bytesOf(name, content, password.value)).toString('latin1'), password }
}

/** Stores that are there, under another password: all of them, or why one cannot be. */
export async function resealedStores({ stores, passwords }: SealedStores, password: Secret): Promise<ResealedStores | Cannot> {
  const texts = new Map<string, string>()
  for (const [file, bytes] of stores) {
    const again = await resealed(bytes, passwords, password.value, randomBytes)
    if ('cannot' in again) return { cannot: `${file} ${again.cannot}` }
    texts.set(file, Buffer.from(again).toString('latin1'))
  }
  return { texts, password }
}

function bytesOf(alias: string, content: KeyStoreContent, password: string): Promise<Uint8Array> | Uint8Array {
  switch (content.holds) {
    case 'secret':
      return secretstore({ key: randomBytes(content.bits / 8), alias, password }, randomBytes)
    case 'identity': {
      const { certificate, key } = content.identity
      return keystore({ key: createPrivateKey(key.value), chain: certificate, alias, password }, randomBytes)
    }
    case 'trust':
      return truststore({ certificates: { [alias]: content.authority }, password }, randomBytes)
  }
}
