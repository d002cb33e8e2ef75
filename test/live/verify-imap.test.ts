import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imap } from '../../src/probes/imap/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/dovecot')

/** Dovecot trusts clients that have its own address: it is asked at another of loopback. */
const host = '127.0.0.2'

describe.skipIf(isMissing(server))(`IMAP on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-imap')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
  })
  afterAll(() => box.stop())

  async function started(text: string, kind: 'imap' | 'imaps' = 'imap'): Promise<number> {
    const port = await freePort()
    const name = `case-${count++}`
    const folder = join(box.folder, name)
    const user = process.getuid?.() === 0 ? 'nobody' : box.run('/usr/bin/id', ['-un']).trim()
    const group = process.getuid?.() === 0 ? 'nogroup' : box.run('/usr/bin/id', ['-gn']).trim()
    const services = ['anvil', 'stats', 'log', 'auth', 'config', 'imap'].map((each) => `service ${each} {\n chroot =\n}\n`).join('')
    const lines = `base_dir = ${folder}/run\nstate_dir = ${folder}/state\nlog_path = ${folder}/log\nprotocols = imap\nlisten = ${host}\ndefault_internal_user = ${user}\ndefault_login_user = ${user}\ndefault_internal_group = ${group}\nmail_location = maildir:${folder}/mail\nssl_cert = <${box.folder}/c.pem\nssl_key = <${box.folder}/k.pem\npassdb {\n driver = static\n args = password=a-long-password-of-this-test\n}\nuserdb {\n driver = static\n args = uid=${user} gid=${group} home=${folder}\n}\nservice imap-login {\n chroot =\n inet_listener imap {\n port = ${kind === 'imap' ? port : 0}\n }\n inet_listener imaps {\n port = ${kind === 'imaps' ? port : 0}\n ssl = yes\n }\n}\n${services}`
    box.run('/bin/mkdir', ['-p', `${name}/run`, `${name}/state`])
    writeFileSync(join(box.folder, `${name}.conf`), `${lines}${text}\n`, { mode: 0o644 })
    box.start(server ?? '', ['-F', '-c', join(box.folder, `${name}.conf`)])
    return port
  }

  const key = 'disable_plaintext_auth'

  it.each<[string, string, 'imap' | 'imaps', readonly string[]]>([
    ['no TLS', 'ssl = no\ndisable_plaintext_auth = no', 'imap', ['none', 'password', `unsafe ${key}`]],
    ['TLS that is not demanded', 'ssl = yes\ndisable_plaintext_auth = no', 'imap', ['optional', 'password', `unsafe ${key}`]],
    ['log-ins after TLS alone', 'ssl = yes\ndisable_plaintext_auth = yes', 'imap', ['required', 'password']],
    ['TLS that is demanded', 'ssl = required', 'imap', ['required', 'password']],
    ['TLS from the first byte', 'ssl = required', 'imaps', ['required', 'password']],
  ])('tells %s', async (_, text, kind, wanted) => {
    const port = await started(text, kind)
    const answers = await eventually(() => asked(imap, port, { target: { host } }))
    const told = answers.flatMap(({ learned, why }) => [
      ...[learned?.tls, learned?.authentication, why].flatMap((each) => each ?? []),
      ...(learned?.observations ?? []).map((each) => `${each.verdict} ${each.key}`),
    ])
    expect(told).toEqual(wanted)
  })
})
