import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nats } from '../../src/probes/nats/index.ts'
import { asked } from './ask.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/nats-server')

describe.skipIf(isMissing(server))(`NATS on the wire${reason(server)}`, () => {
  let box: Sandbox
  let count = 0
  beforeAll(() => {
    box = sandbox('verify-nats')
    box.run('/usr/bin/openssl', 'req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=localhost'.split(' '))
  })
  afterAll(() => box.stop())

  const account = 'authorization { user: somebody, password: a-long-password-of-this-test }'
  const tls = 'tls { cert_file: "BOX/c.pem", key_file: "BOX/k.pem" }'

  it.each<[string, string, readonly string[]]>([
    ['everybody', '', ['none', 'none']],
    ['accounts', account, ['none', 'password']],
    ['everybody over TLS', tls, ['required', 'none']],
    ['accounts over TLS', `${tls}\n${account}`, ['required', 'password']],
    ['client certificates', 'tls { cert_file: "BOX/c.pem", key_file: "BOX/k.pem", ca_file: "BOX/c.pem", verify: true }', ['required', 'certificate']],
  ])('tells %s', async (_, text, wanted) => {
    const port = await freePort()
    const path = join(box.folder, `${count++}.conf`)
    writeFileSync(path, `listen: "127.0.0.1:${port}"\n${text.replaceAll('BOX', box.folder)}\n`, { mode: 0o644 })
    box.start(server ?? '', ['-c', path])
    const answers = await eventually(() => asked(nats, port))
    expect(answers.flatMap(({ learned, why }) => [learned?.tls, learned?.authentication, why].flatMap((each) => each ?? []))).toEqual(wanted)
    expect(answers[1]?.learned?.version).toBe('2.9.10')
  })
})
