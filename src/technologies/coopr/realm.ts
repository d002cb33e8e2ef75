import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, Observation } from '../../model/technology.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import { isGiven } from '../../settings/given.ts'
import type { Site } from './site.ts'

export interface Realm {
  readonly accounts: readonly AccountReading[]
  readonly observations: readonly Observation[]
}

/** Users of Jetty's HashLoginService: `user: password[,role ...]`, the password plain, `OBF:`, `MD5:` or `CRYPT:` (Jetty 8 to 11). */
export function realmOf(input: ComponentInput, site: Site, port: number, gaps: Gap[]): Realm {
  const named = site.get('security.authentication.basic.realmfile')
  const path = isGiven(named) ? named.value : 'realm.properties'
  const document = openDocument(input, path.startsWith('/') ? path : `${site.folder}/${path}`, gaps)
  if (document === undefined) return { accounts: [], observations: [] }
  const accounts: AccountReading[] = []
  const observations: Observation[] = []
  for (const { key, value, keySpan, span } of parseProperties(document.text).entries) {
    const [credential = '', ...roles] = value.split(',').map((part) => part.trim())
    const user = settingAt(document, key, keySpan)
    const power = roles.some((role) => /admin/i.test(role)) || /^(?:super)?admin$/.test(key) ? 'administrator' : 'application'
    const hashed = /^(?:MD5|CRYPT):/.test(credential)
    const plain = credential.startsWith('OBF:') ? deobfuscated(credential.slice(4)) : credential
    const password: Setting | undefined = hashed || plain === undefined ? undefined : settingAt(document, plain, span)
    accounts.push({ user, ...(password === undefined ? {} : { password }), power, key: `realm.properties ${key}`, port })
    if (hashed)
      observations.push({
        concern: 'password-policy',
        key: 'security.authentication.basic.realmfile',
        verdict: 'unsafe',
        trail: [placeAt(document, keySpan)],
        basis: 'configured',
        message: `the password of a user is kept as ${credential.startsWith('MD5') ? 'an MD5 hash without salt' : 'a hash of crypt(3), which looks at eight characters'}: it is found in minutes`,
        actual: credential.startsWith('MD5') ? 'MD5' : 'CRYPT',
        expected: 'users in a directory',
        fix: 'use the handler for LDAP, and remove the realm file',
        stake: 'hygiene',
        port,
      })
  }
  return { accounts, observations }
}

/** The way back of Jetty's `OBF:`: base 36 in groups of four, or of five behind a `U`. */
function deobfuscated(text: string): string | undefined {
  const bytes: number[] = []
  for (const [group] of text.matchAll(/U.{4}|.{4}/g)) {
    const number = Number.parseInt(group.replace('U', ''), 36)
    if (Number.isNaN(number)) return undefined
    bytes.push((group.startsWith('U') ? number >> 8 : (Math.floor(number / 256) + (number % 256) - 254) / 2) & 255)
  }
  return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8')
}
