import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isJks, readJks } from '../../src/protocols/certificates/jks.ts'
import type { KeystoreRead } from '../../src/protocols/certificates/keystore.ts'
import { readPkcs12 } from '../../src/protocols/certificates/pkcs12.ts'
import { secretstore } from '../../src/pki/keystore.ts'
import { resealed } from '../../src/pki/reseal.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const keytool = program('/usr/bin/keytool')
const openssl = program('/usr/bin/openssl')

describe.skipIf(isMissing(keytool))(`keystores${reason(keytool)}`, () => {
  let box: Sandbox

  beforeAll(() => {
    box = sandbox('keystores')
    tool('-genkeypair', '-keystore', at('ca.p12'), '-alias', 'ca', '-keyalg', 'EC', '-dname', 'CN=test CA', '-ext', 'bc=ca:true')
    tool('-exportcert', '-rfc', '-keystore', at('ca.p12'), '-alias', 'ca', '-file', at('ca.pem'))
    box.run(openssl ?? '', [
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      at('leaf.key'),
      '-out',
      at('leaf.csr'),
      '-subj',
      '/CN=leaf',
    ])
    tool('-gencert', '-rfc', '-keystore', at('ca.p12'), '-alias', 'ca', '-infile', at('leaf.csr'), '-outfile', at('leaf.pem'), '-ext', 'san=dns:db')
  })
  afterAll(() => box.stop())

  function at(name: string): string {
    return join(box.folder, name)
  }

  function tool(...args: readonly string[]): string {
    return box.run(keytool ?? '', [...args, '-storepass', 'a-test-password', '-noprompt'])
  }

  function key(name: string, ...more: readonly string[]): void {
    tool('-genkeypair', '-keystore', at(name), '-alias', 'server', '-keyalg', 'EC', '-dname', 'CN=server', '-keypass', 'a-test-password', ...more)
  }

  function exported(name: string, ...more: readonly string[]): void {
    const files = ['-inkey', at('leaf.key'), '-in', at('leaf.pem'), '-certfile', at('ca.pem'), '-name', 'server', '-out', at(name)]
    box.run(openssl ?? '', ['pkcs12', '-export', ...files, '-passout', 'pass:a-test-password', ...more])
  }

  function ours(name: string, password: string | undefined = 'a-test-password'): KeystoreRead {
    const bytes = readFileSync(at(name))
    return isJks(bytes) ? readJks(bytes) : readPkcs12(bytes, password)
  }

  /** The entries as `keytool -list` tells them: alias, kind and the fingerprints of the chain. */
  function listed(name: string): readonly string[] {
    const entries = tool('-list', '-v', '-keystore', at(name))
      .split(/^Alias name: /m)
      .slice(1)
    return entries
      .map((entry) => {
        const kind = /Entry type: (\S+)/.exec(entry)?.[1] === 'PrivateKeyEntry' ? 'key' : 'trusted'
        const prints = [...entry.matchAll(/SHA256: ([0-9A-F:]+)/g)].map((match) => match[1])
        return [entry.split('\n')[0], kind, ...prints].join(' ')
      })
      .toSorted()
  }

  function told(read: KeystoreRead): readonly string[] {
    if (read.state === 'closed') return [read.why]
    return read.keystore.entries.map(({ alias, kind, chain }) => [alias, kind, ...chain.map((link) => link.fingerprint256)].join(' ')).toSorted()
  }

  it.each<[string, string, () => void]>([
    ['Java own form', 'weak', () => key('s', '-storetype', 'JKS')],
    ['Java own form, extended', 'weak', () => key('s', '-storetype', 'JCEKS')],
    ['PKCS #12 as Java makes it', 'strong', () => key('s', '-storetype', 'PKCS12')],
    ['PKCS #12 as OpenSSL makes it, with a chain', 'strong', () => exported('s')],
    ['PKCS #12 with triple DES', 'weak', () => exported('s', '-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1')],
    ['PKCS #12 with certificates in clear text', 'none', () => exported('s', '-certpbe', 'NONE')],
    ['trusted certificates alone, in the form of Java', 'weak', () => trust('s', 'JKS')],
    ['trusted certificates alone, in PKCS #12', 'strong', () => trust('s', 'PKCS12')],
  ])('are read as keytool lists them: %s', (_, protection, make) => {
    box.run('/bin/rm', ['-f', at('s')])
    make()
    const read = ours('s')
    expect(told(read)).toEqual(listed('s'))
    expect(read).toMatchObject({ state: 'read', keystore: { protection } })
  })

  function trust(name: string, type: string): void {
    for (const [alias, file] of [
      ['one', 'ca.pem'],
      ['two', 'leaf.pem'],
    ] as const)
      tool('-importcert', '-keystore', at(name), '-storetype', type, '-alias', alias, '-file', at(file))
  }

  it.each<[string, () => void]>([
    ['JKS', () => key('s', '-storetype', 'JKS')],
    ['JKS with trusted certificates alone', () => trust('s', 'JKS')],
    [
      'PKCS #12 with a secret key',
      () => tool('-genseckey', '-keystore', at('s'), '-storetype', 'PKCS12', '-alias', 'data', '-keyalg', 'AES', '-keysize', '256'),
    ],
    [
      'PKCS #12 with a chain and triple DES, as OpenSSL makes it',
      () => exported('s', '-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'),
    ],
  ])('under another password have the same entries and keys, and the old one opens them no more: %s', async (_, make) => {
    box.run('/bin/rm', ['-f', at('s'), at('again'), at('before.p12'), at('after.p12')])
    make()
    const password = randomBytes(24).toString('hex')
    const made = await resealed(readFileSync(at('s')), ['a-test-password'], password, randomBytes)
    if ('cannot' in made) throw new Error(made.cannot)
    writeFileSync(at('again'), made)
    expect(() => tool('-list', '-keystore', at('again'))).toThrow(/keytool -list/)
    expect(keysOf('again', password, 'after.p12')).toEqual(keysOf('s', 'a-test-password', 'before.p12'))
    const entries = listed('s')
    expect(entries.length).toBeGreaterThan(0)
    expect(listed('after.p12')).toEqual(entries)
  })

  /** Private keys in clear text, as keytool opens them with the password and OpenSSL tells them. */
  function keysOf(name: string, password: string, into: string): readonly string[] {
    const target = ['-destkeystore', at(into), '-deststoretype', 'PKCS12', '-deststorepass', 'a-test-password', '-noprompt']
    box.run(keytool ?? '', ['-importkeystore', '-srckeystore', at(name), '-srcstorepass', password, ...target])
    const text = box.run(openssl ?? '', ['pkcs12', '-in', at(into), '-nocerts', '-nodes', '-passin', 'pass:a-test-password'])
    return text.match(/-----BEGIN PRIVATE KEY-----[^-]+/g) ?? []
  }

  it('with a key of ours are opened by keytool, and by nobody with another password', async () => {
    writeFileSync(at('data.p12'), await secretstore({ key: randomBytes(16), alias: 'data', password: 'a-test-password' }, randomBytes))
    expect(tool('-list', '-keystore', at('data.p12'))).toContain('SecretKeyEntry')
    // it opens the key itself, and seals it anew
    const into = ['-destkeystore', at('data.jceks'), '-deststoretype', 'JCEKS', '-deststorepass', 'another-password', '-noprompt']
    box.run(keytool ?? '', ['-importkeystore', '-srckeystore', at('data.p12'), '-srcstorepass', 'a-test-password', ...into])
    expect(box.run(keytool ?? '', ['-list', '-keystore', at('data.jceks'), '-storepass', 'another-password'])).toContain('SecretKeyEntry')
    expect(() => box.run(keytool ?? '', ['-list', '-keystore', at('data.p12'), '-storepass', 'a-wrong-password'])).toThrow(/keytool/)
  })

  it('stay closed with another password, without one, and in a form that is broken', () => {
    exported('c')
    expect(told(ours('c', 'wrong'))).toEqual(['is a keystore that the password named beside it does not open'])
    expect(told(readPkcs12(readFileSync(at('c')), undefined))).toEqual(['is a keystore whose password is not known here'])
    key('old', '-storetype', 'PKCS12', '-J-Dkeystore.pkcs12.legacy')
    expect(told(ours('old'))[0]).toMatch(/RC2/)
  })
})
