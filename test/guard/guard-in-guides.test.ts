import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGuard } from '../../src/guard/document/read.ts'
import type { GuideAnswer } from '../../src/model/answer.ts'
import { call, project } from '../in-process.ts'
import { component } from '../../src/testing/component.ts'
import { ports } from '../../src/testing/reading.ts'
import { ringwallGuard } from '../../src/technologies/ringwall-guard/index.ts'

let folder = ''
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'ringwall-fronts-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const compose = (published: string, guard: string): string => `services:
  connector:
    image: ghcr.io/nmshd/connector:7.0.0
    environment:
      CUSTOM_CONFIG_LOCATION: /config.json
    volumes: ["./config.json:/config.json:ro"]
${published}${guard}`

const inFront = `  guard:
    image: example.org/ringwall-guard:1
    command: [ringwall, guard, run, /etc/ringwall/guard.yaml]
    ports: ["443:443", "80:80"]
    volumes: ["./guard.yaml:/etc/ringwall/guard.yaml:ro"]
`

const settings = (keys: string): string => `guard: 1
name: connector
tls: { certificate: { certificate: /etc/ringwall/app.crt, key: /etc/ringwall/app.key } }
${keys}audit: { key: "file:/etc/ringwall/audit.pem", secret: "file:/etc/ringwall/audit.secret" }
rights:
  - { to: "system:billing", right: read, on: connector }
sites:
  connector.example.org:
    component: connector
    upstream: http://connector:80
    inject: { header: X-API-KEY, secret: "file:/etc/ringwall/native" }
    routes:
      - { path: /api/**, right: by-method, on: connector }
`
const keys = 'keys: { pepper: "file:/etc/ringwall/pepper" }\n'

const anyKey = { infrastructure: { httpServer: { authentication: { apiKey: { keys: { one: { key: 'aB3-8fGkQ29vXw7TzLpR5mNc1YdHs6Ue' } } } } } } }

async function answer(...files: readonly (readonly [name: string, text: string])[]): Promise<GuideAnswer> {
  const at = mkdtempSync(join(folder, 'case-'))
  for (const [name, text] of [['config.json', JSON.stringify(anyKey)] as const, ...files]) writeFileSync(join(at, name), text)
  const said = await call(['guide', 'enmeshed', at, '--format', 'json', '--fail-on', 'never'])
  expect(said.stderr).toBe('')
  return JSON.parse(said.stdout) as GuideAnswer
}

const rowOf = ({ rows }: GuideAnswer, id: string) => rows.find((row) => row.id === id)!

describe('a guard.yaml among the files', () => {
  it('settles what the connector lacks when nobody gets past it', async () => {
    const bare = rowOf(await answer(['compose.yaml', compose('    ports: ["8080:80"]\n', '')]), 'ENM-32')
    expect(bare).toMatchObject({ verdict: 'violated', guard: { state: 'absent', attacks: ['guard-run'] } })

    const fronted = rowOf(await answer(['compose.yaml', compose('', inFront)], ['guard.yaml', settings(keys)]), 'ENM-32')
    expect(fronted).toMatchObject({ verdict: 'enforced', guard: { state: 'does' } })
    expect(fronted.why).toContain('the program itself, which does not, is reached through it alone')
    expect(fronted.evidence.some(({ verdict, subject }) => verdict === 'fail' && subject === 'connector')).toBe(true)

    const beside = rowOf(await answer(['compose.yaml', compose('    ports: ["8080:80"]\n', inFront)], ['guard.yaml', settings(keys)]), 'ENM-32')
    expect(beside.verdict).toBe('violated')

    const without = rowOf(await answer(['compose.yaml', compose('', inFront)], ['guard.yaml', settings('')]), 'ENM-32')
    expect(without).toMatchObject({ verdict: 'violated', guard: { state: 'could' } })
  })

  it('scans what passes where each of its routes says so', async () => {
    const said = async (body: string): Promise<GuideAnswer['rows'][number]> =>
      rowOf(
        await answer(
          ['compose.yaml', compose('', inFront)],
          ['guard.yaml', settings(keys).replace('by-method, on: connector', `by-method, on: connector${body}`)],
        ),
        'ENM-13',
      )
    expect(await said(', body: { scan: both }')).toMatchObject({
      verdict: 'enforced',
      guard: { state: 'does', attacks: ['guard-bodies', 'guard-scan'] },
    })
    expect((await said(', body: { scan: uploads }')).verdict).not.toBe('enforced')
    expect((await said('')).verdict).not.toBe('enforced')
  })

  it('is one of its own where no service of the deployment runs it, and counts by the name that it asks', async () => {
    const found = await answer(['compose.yaml', compose('', '')], ['guard.yaml', settings(keys)])
    expect(rowOf(found, 'ENM-32').verdict).toBe('enforced')
  })

  it('settles nothing about a way out that it does not know to be the only one', async () => {
    const egress = `egress:
  roles: { connector: { token: "file:/etc/ringwall/egress" } }
  entries: []
`
    const found = await answer(['compose.yaml', compose('', inFront)], ['guard.yaml', `${settings(keys)}${egress}`])
    expect(rowOf(found, 'ENM-25').verdict).not.toBe('enforced')
  })
})

describe('what audit reads of a guard.yaml', () => {
  const least =
    'guard: 1\nname: a\ntls: { certificate: { certificate: /a, key: /b } }\nsites: { a.example.org: { upstream: "http://a:80", routes: [{ path: /a, right: read }] } }\n'

  it('has the defaults of the guard', () => {
    const read = readGuard('guard.yaml', least)
    if (!('document' in read)) throw new Error(read.mistakes.map(({ message }) => message).join('\n'))
    const { listen, tls, state } = read.document.settings
    const reading = ringwallGuard.read(component({ command: ['ringwall', 'guard', 'run'], files: { '/etc/ringwall/guard.yaml': least } }), undefined)
    expect(ports(reading)).toEqual([`http ${listen.https} application required token`, `http ${String(listen.http)} application none none redirects`])
    expect(reading.observations?.find(({ key }) => key === 'tls.profile')?.actual).toBe(tls.profile)
    expect(reading.stores?.map(({ path }) => `${path}/state.db`)).toEqual(['file' in state ? state.file : ''])
    expect(reading.observations?.find(({ key }) => key === 'headers.hsts')?.actual).toBe('365d')
    expect(read.document.sites[0]?.headers).toMatchObject({ hsts: 365 * 86_400, policyMode: 'report' })
    expect(reading.observations?.find(({ key }) => key === 'headers.policy')?.verdict).toBe('unknown')
  })

  it.each([
    ['ldap: {}', 'delegated'],
    ['oidc: {}', 'delegated'],
    ['local: {}', 'password'],
    ['local: {}, saml: {}', 'delegated'],
  ])('with people of { %s } asks for a log-in of the kind %s', (people, kind) => {
    const file = `people: { ${people} }\n${settings(keys)}`
    const reading = ringwallGuard.read(component({ command: ['ringwall', 'guard', 'run'], files: { '/etc/ringwall/guard.yaml': file } }), undefined)
    expect(ports(reading)[0]).toBe(`http 443 application required ${kind}`)
  })

  it.each(['weak', 'hardened'])('is what the guard takes: the %s example', (kind) => {
    const file = join(project, 'src/technologies/ringwall-guard/examples', kind, 'guard.yaml')
    const read = readGuard('guard.yaml', readFileSync(file, 'utf8'))
    expect('mistakes' in read ? read.mistakes : []).toEqual([])
  })
})
