import { describe, expect, it } from 'vitest'
import { bookedDeployment, deploymentReport, findingReport, hostileDeployment, importedDeployment, reportOf } from '../testing/report.ts'
import { text } from './text.ts'

const options = { command: 'audit', all: false, colour: false, columns: 80 } as const

describe('text', () => {
  it('prints the worst first, with place and fix, then connections, gaps and counts', () => {
    expect(text(reportOf(deploymentReport()), options)).toBe(`shop  compose.yml: 3 components, 3 connections

  CRITICAL  data stores are not published  listener/datastore-published XMP-1
            api speaks to db:5432 in plaintext: whoever is on the network reads
            the data.
            compose.yml:30, conf/a b#1.yml:2
            fix: add sslmode=verify-full to DATABASE_URL

  HIGH      connections are encrypted  channel/encrypted XMP-1
            api speaks to db:5432 in plaintext: whoever is on the network reads
            the data.
            compose.yml:12
            fix: add sslmode=verify-full to DATABASE_URL

  Connections
  proxy ??> api:8080          http      encryption unknown  login unknown
  api   --> db:5432           postgres  plaintext           password
  api   ==> smtp.example:465  smtp      TLS, verified       password

  Not known
  compose.yml:20  the variable MAIL_HOST has no value
  conf/app.env  the file is not there

  1 critical, 1 high, 0 medium; 1 low, 0 info (--all shows them); 1 unknown verdict, 2 gaps
`)
  })

  it('keeps in sight what is accepted, and says what is new and what is fixed', () => {
    expect(text(reportOf({ ...bookedDeployment(), channels: [], inputs: [] }), options)).toBe(`shop  3 components, 0 connections

  HIGH      connections are encrypted (new)  channel/encrypted XMP-1
            api speaks to db:5432 in plaintext: whoever is on the network reads
            the data.
            compose.yml:12
            fix: add sslmode=verify-full to DATABASE_URL

  HIGH      connections are encrypted  listener/plain-http XMP-1
            api speaks to db:5432 in plaintext: whoever is on the network reads
            the data.
            compose.yml:12
            fix: add sslmode=verify-full to DATABASE_URL

  Accepted
  CRITICAL  connections are encrypted: api->db:5432,
            listener/datastore-published, compose.yml:12
            Ana accepts it until 2027-01-31 (ringwall.yaml:4): only the balancer
            reaches it
  LOW       connections are encrypted: api, component/root-user, compose.yml:12
            inline accepts it until 2027-01-31 (compose.yml:8): only the
            balancer reaches it

  Fixed since the baseline
  MEDIUM    connection is not encrypted: api->cache:6379, channel/encrypted

  0 critical, 2 high, 0 medium; 0 low, 0 info; 0 unknown verdicts, 0 gaps, 2 accepted; 1 new, 1 fixed
`)
  })

  it('does not add what another tool found to what we found', () => {
    const printed = text(reportOf(deploymentReport(), deploymentReport({ name: 'b' }), importedDeployment()), options)
    expect(printed).toContain('trivy.json  1 finding of Trivy 0.58.1\n')
    expect(printed).toContain('2 deployments: 2 critical, 2 high, 0 medium; 2 unknown verdicts, 4 gaps\n')
  })

  it('aligns components on the map, and wraps their ports', () => {
    const [db] = deploymentReport().components.slice(-1)
    const listeners = [5432, 5433, 5434, 5435, 5436].map((port) => ({ ...db!.listeners[0]!, port }))
    const printed = text(reportOf(deploymentReport({ components: [...deploymentReport().components.slice(0, 2), { ...db!, listeners }] })), {
      ...options,
      command: 'map',
    })
    expect(printed).toContain(`  Components
  proxy  nginx 1.27      [front]        443/http host
  api    not recognised  [front, back]  8080/http zone
  db     postgres 16.2   [back]         5432/postgres host, 5433/postgres host,
                                        5434/postgres host, 5435/postgres host,
                                        5436/postgres host
`)
    expect(printed).not.toMatch(/ $/m)
    expect(printed).not.toContain('CRITICAL')
  })

  it('moves a long list of requirements to lines of its own', () => {
    const requirements = Array.from({ length: 20 }, (_, index) => `XMP-${index + 10}`)
    const printed = text(reportOf(deploymentReport({ channels: [], findings: [findingReport('high', { requirements })] })), options)
    expect(printed.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(printed).toContain('            channel/encrypted XMP-10 XMP-11')
  })

  it.each(['audit', 'map'] as const)('lets nothing but text reach the terminal: %s', (command) => {
    // oxlint-disable-next-line no-control-regex
    expect(text(reportOf(hostileDeployment()), { ...options, command, all: true })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
  })

  it('colours only when asked', () => {
    expect(text(reportOf(deploymentReport()), { ...options, colour: true })).toContain('\u001b[1;31mCRITICAL\u001b[0m')
  })
})
