import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kerberos } from '../../src/probes/kerberos/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const admin = program('/usr/sbin/kadmin.local')
const server = admin === undefined ? undefined : program('/usr/sbin/krb5kdc')

describe.skipIf(isMissing(server))(`Kerberos on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-kerberos')
  })
  afterAll(() => box.stop())

  /** A realm with `somebody`, who must prove himself, and `open`, who need not. */
  async function started(libdefaults: string, types: string): Promise<number> {
    const port = await freePort()
    const name = `realm-${count++}`
    const folder = join(box.folder, name)
    mkdirSync(folder, { mode: 0o777 })
    box.run('/bin/mkdir', [`${name}-data`])
    const data = `${folder}-data`
    const realm = `A.EXAMPLE = {\n database_name = ${data}/principal\n key_stash_file = ${data}/stash\n supported_enctypes = ${types}\n kdc_listen = 127.0.0.1:${port}\n kdc_tcp_listen = 127.0.0.1:${port}\n }\n`
    writeFileSync(join(folder, 'krb5.conf'), `[libdefaults]\n default_realm = A.EXAMPLE\n dns_lookup_kdc = false\n${libdefaults}\n`, { mode: 0o644 })
    writeFileSync(join(folder, 'kdc.conf'), `[realms]\n ${realm}`, { mode: 0o644 })
    const env = [`KRB5_CONFIG=${folder}/krb5.conf`, `KRB5_KDC_PROFILE=${folder}/kdc.conf`]
    box.run('/usr/bin/env', [...env, '/usr/sbin/kdb5_util', 'create', '-s', '-P', 'a-long-password-of-this-test', '-r', 'A.EXAMPLE'])
    for (const [principal, flag] of [
      ['somebody', '+requires_preauth'],
      ['open', '-requires_preauth'],
    ])
      box.run('/usr/bin/env', [...env, admin ?? '', '-q', `addprinc ${flag} -pw a-long-password-of-this-test ${principal}`])
    box.start('/usr/bin/env', [...env, server ?? '', '-n', '-P', join(data, 'pid')])
    return port
  }

  const aes = 'aes256-cts:normal aes128-cts:normal'
  const [flags, types] = ['default_principal_flags', 'permitted_enctypes']

  it.each<[string, string, string, readonly string[], readonly string[]]>([
    ['principals that prove themselves, with AES', '', aes, ['somebody@A.EXAMPLE'], ['kerberos', `safe ${flags}`, `safe ${types}`]],
    ['a principal that need not', '', aes, ['somebody@A.EXAMPLE', 'open@A.EXAMPLE'], [`unsafe ${flags}`, `safe ${types}`]],
    [
      'RC4 beside AES',
      ' allow_weak_crypto = true\n allow_rc4 = true\n permitted_enctypes = aes256-cts rc4-hmac',
      `${aes} arcfour-hmac:normal`,
      ['somebody@A.EXAMPLE'],
      ['kerberos', `safe ${flags}`, `unsafe ${types}`],
    ],
    ['nothing of names that it does not know', '', aes, ['stranger@A.EXAMPLE'], ['unproven no principal that was named is known here']],
    ['nothing where no realm is known', '', aes, [], ['unproven no principal of this realm is known: name one to ask for']],
  ])('tells %s', async (_, libdefaults, supported, users, wanted) => {
    const port = await started(libdefaults, supported)
    const answers = await eventually(() => asked(kerberos, port, { target: { users } }))
    const told = answers.flatMap(({ learned, why }) => [
      ...(why === undefined ? [] : [`unproven ${why}`]),
      ...[learned?.authentication ?? []].flat(),
      ...(learned?.observations ?? []).map(({ verdict, key }) => `${verdict} ${key}`),
    ])
    expect(told).toEqual(wanted)
  })
})
