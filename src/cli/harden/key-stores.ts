import { createPrivateKey, randomBytes } from 'node:crypto'
import type { KeyStoreContent } from '../../model/remedy.ts'
import type { KeyStore } from '../../model/want.ts'
import { keystore, secretstore, truststore } from '../../pki/keystore.ts'

/** A PKCS #12 store that Java 8 and later opens, sealed with the password. */
export async function keyStoreOf(name: string, content: KeyStoreContent, password: KeyStore['password']): Promise<KeyStore> {
  return { alias: name, text: Buffer.from(await bytesOf(name, content, password.value)).toString('latin1'), password }
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
