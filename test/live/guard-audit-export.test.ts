import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syslogElsewhere } from '../../src/guard/audit/export/elsewhere.ts'
import { call } from '../in-process.ts'
import { keyEvent, newFolder, openLog, verified } from '../guard/audit-log.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const rsyslogd = program('/usr/sbin/rsyslogd')
const openssl = program('/usr/bin/openssl')

describe.skipIf(isMissing(rsyslogd))(`records at rsyslog${reason(rsyslogd)}`, () => {
  let box: Sandbox
  const ports = { udp: 0, tcp: 0, tls: 0 }
  const folder = newFolder()

  beforeAll(async () => {
    box = sandbox('guard-syslog')
    const at = (name: string): string => join(box.folder, name)
    const pair = ['-keyout', at('key.pem'), '-out', at('cert.pem'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    box.run(openssl!, ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...pair])
    for (const name of ['udp', 'tcp', 'tls'] as const) ports[name] = await freePort()
    writeFileSync(
      at('conf'),
      `global(workDirectory="${box.folder}" maxMessageSize="64k" defaultNetstreamDriverCAFile="${at('cert.pem')}" defaultNetstreamDriverCertFile="${at('cert.pem')}" defaultNetstreamDriverKeyFile="${at('key.pem')}")
module(load="imudp")
module(load="imptcp")
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="whole" type="string" string="%pri% %timereported:::date-rfc3339% %app-name% %msgid% %structured-data% %msg%\\n")
input(type="imudp" address="127.0.0.1" port="${ports.udp}" ruleset="udp")
input(type="imptcp" address="127.0.0.1" port="${ports.tcp}" ruleset="tcp")
input(type="imtcp" address="127.0.0.1" port="${ports.tls}" ruleset="tls")
${['udp', 'tcp', 'tls'].map((name) => `ruleset(name="${name}") { action(type="omfile" file="${at(name)}" template="whole") }`).join('\n')}
`,
      { mode: 0o644 },
    )
    box.start(rsyslogd!, ['-n', '-f', at('conf'), '-i', at('pid')])
    const log = await openLog(folder)
    for (let each = 0; each < 300; each++) await log.write(keyEvent(`k\u00e9y-${each}`))
    await log.close()
  })
  afterAll(() => box.stop())

  const lines = (name: string): readonly string[] => readFileSync(join(box.folder, name), 'utf8').split('\n').slice(0, -1)

  it.each(['tcp', 'tls'] as const)('over %s, each once, verbatim', async (transport) => {
    const host = transport === 'tls' ? 'localhost' : '127.0.0.1'
    const collector = ['--collector', `syslog+${transport}://${host}:${ports[transport]}`, '--position', join(box.folder, `position-${transport}`)]
    const ca = ['--ca', join(box.folder, 'cert.pem')]
    const sent = await eventually(async () => {
      const said = await call(['guard', 'audit', 'export', folder, ...collector, ...ca])
      if (said.exit !== 0) throw new Error(said.stderr)
      return said
    })
    expect(sent.stderr).toContain('ringwall: 302 records were sent')
    await eventually(() => {
      if (lines(transport).length < 302) throw new Error('not yet')
    })
    const kept = (await call(['guard', 'audit', 'show', folder, '--format', 'json'])).stdout.split('\n').slice(0, -1)
    expect(lines(transport).map((line) => line.slice(line.indexOf('{')))).toEqual(kept)
    expect(lines(transport)[1]).toMatch(/^110 2026-03-01T10:00:00.000Z ringwall-guard key \[meta sequenceId="2"\] /)
    // there is nothing new
    expect((await call(['guard', 'audit', 'export', folder, ...collector, ...ca])).stderr).toContain('0 records were sent')
  })

  it('over udp, those that arrive, verbatim', async () => {
    // nobody says that datagrams arrived, and a socket keeps only so many: a few, after the server is known to be there
    const few = newFolder()
    await (await openLog(few)).close()
    const said = await call(['guard', 'audit', 'export', few, '--collector', `syslog+udp://127.0.0.1:${ports.udp}`])
    expect(said.stderr).toContain('ringwall: 2 records were sent')
    const kept = (await call(['guard', 'audit', 'show', few, '--format', 'json'])).stdout.split('\n').slice(0, -1)
    await eventually(() => expect(lines('udp').map((line) => line.slice(line.indexOf('{')))).toEqual(kept))
  })

  it('not over TLS whose certificate nobody vouches for, and not to nobody', async () => {
    const other = await call(['guard', 'audit', 'export', folder, '--collector', `syslog+tls://localhost:${ports.tls}`])
    expect([other.exit, other.stderr]).toEqual([2, expect.stringContaining('self-signed certificate')])
    const nobody = await call(['guard', 'audit', 'export', folder, '--collector', `syslog+tcp://127.0.0.1:${await freePort()}`])
    expect([nobody.exit, nobody.stderr]).toEqual([2, expect.stringContaining('ECONNREFUSED')])
  })

  it('and checkpoints, which show later that the end was cut off', async () => {
    const target = { transport: 'tcp', host: '127.0.0.1', port: ports.tcp, timeout: 5_000 } as const
    const second = newFolder()
    const log = await openLog(second, { places: [syslogElsewhere(target, 'guard', () => new Date('2026-03-01T10:00:00Z'))] })
    await log.write(keyEvent('one'))
    await log.close()
    const line = await eventually(() => {
      const found = lines('tcp').find((each) => each.includes(' checkpoint '))
      if (found === undefined) throw new Error('not yet')
      return found
    })
    const note = JSON.parse(line.slice(line.indexOf('"'))) as string
    expect(verified(second, note)).toMatchObject({ outside: 1, problems: [] })
    expect(verified(folder, note).problems[0]?.what).toContain('kept elsewhere')
  })
})
