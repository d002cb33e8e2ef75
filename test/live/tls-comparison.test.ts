import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configurations, startAll } from '../tls/configurations.ts'
import { pki } from '../tls/real-servers.ts'
import type { Taken } from '../tls/scanners.ts'
import { byRingwall, bySslscan, byTestssl, differences } from '../tls/scanners.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const nginx = program('/usr/sbin/nginx')
const sslscan = program('/usr/bin/sslscan')
const testssl = program('/usr/bin/testssl')
const installed = nginx === undefined || sslscan === undefined ? undefined : testssl

/** Five of the servers of `npm run compare:tls`, whose result is docs/tls-comparison.md. */
const five = ['nginx, modern', 'nginx, TLS 1.2 alone', 'nginx, TLS 1.0 and 1.2', 'nginx, CCM of TLS 1.3', 'nginx, modern, with two keys']

describe.skipIf(isMissing(installed))(`other scanners of TLS${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('tls-comparison')
  })
  afterAll(async () => box.stop())

  it('say the same of versions and suites', { timeout: 600_000 }, async () => {
    const servers = await startAll(
      box,
      pki(box),
      configurations.filter(({ name }) => five.includes(name)),
    )
    expect(servers.map(({ name }) => name).toSorted()).toEqual(five.toSorted())
    for (const { name, port } of servers) {
      const ours = await byRingwall(port)
      expect([...ours.values()].some((suites) => suites.size > 0)).toBe(true)
      const said = async (theirs: Promise<Taken>): Promise<unknown> => ({ name, differences: differences(ours, await theirs) })
      expect(await said(bySslscan(port))).toEqual({ name, differences: [] })
      expect(await said(byTestssl(port))).toEqual({ name, differences: [] })
    }
  })
})
