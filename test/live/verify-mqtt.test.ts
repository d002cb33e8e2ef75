import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mqtt } from '../../src/probes/mqtt/index.ts'
import { asked } from './ask.ts'
import { login } from './login.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/mosquitto')

describe.skipIf(isMissing(server))(`MQTT on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-mqtt')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
    box.run('/usr/bin/mosquitto_passwd', ['-c', '-b', 'accounts', 'somebody', 'a-long-password-of-this-test'])
  })
  afterAll(() => box.stop())

  async function started(text: string): Promise<number> {
    const port = await freePort()
    const path = join(box.folder, `${count++}.conf`)
    writeFileSync(path, `listener ${port} 127.0.0.1\n${text.replaceAll('BOX', box.folder)}\n`, { mode: 0o644 })
    box.start(server ?? '', ['-c', path])
    return port
  }

  const tls = 'certfile BOX/c.pem\nkeyfile BOX/k.pem\n'

  it.each<[string, string, readonly string[]]>([
    ['everybody', 'allow_anonymous true', ['none', 'none']],
    ['accounts', 'allow_anonymous false\npassword_file BOX/accounts', ['none', 'password']],
    ['everybody over TLS', `allow_anonymous true\n${tls}`, ['required', 'none']],
    ['accounts over TLS', `${tls}allow_anonymous false\npassword_file BOX/accounts`, ['required', 'password']],
    ['client certificates', `${tls}cafile BOX/c.pem\nrequire_certificate true\nuse_identity_as_username true`, ['required', 'certificate']],
  ])('tells %s', async (_, text, wanted) => {
    const port = await started(text)
    const answers = await eventually(() => asked(mqtt, port))
    expect(answers.flatMap(({ learned, why }) => [learned?.tls, learned?.authentication, why].flatMap((each) => each ?? []))).toEqual(wanted)
  })

  it('tries an account', async () => {
    const port = await started('allow_anonymous false\npassword_file BOX/accounts')
    expect(await eventually(() => login(mqtt, port, 'somebody', 'a-long-password-of-this-test'))).toBe('accepted')
    expect(await login(mqtt, port, 'somebody', 'another')).toBe('refused')
  })
})
