import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookedDeployment, deploymentReport, hostileDeployment, reportOf } from '../testing/report.ts'
import { cellSpan, prose, span } from './markdown-text.ts'
import { markdown } from './markdown.ts'

const options = { command: 'audit', all: false, colour: false, columns: 80 } as const

describe('markdown', () => {
  it('keeps in sight what is accepted, and says what is new and what is fixed', () => {
    const printed = markdown(reportOf(bookedDeployment()), options)
    expect(printed).toContain('| Deployment | critical | high | medium | low | info | unknown | waived |')
    expect(printed).toContain('- **connections are encrypted** (new) `channel/encrypted`')
    expect(printed).toContain('### Waived (2)')
    expect(printed).toContain('  <br>Accepted by Ana until 2027-01-31 (`ringwall.yaml:4`): only the balancer reaches it')
    expect(printed).toContain('### Fixed since the baseline (1)\n\n- connection is not encrypted: `api->cache:6379` `channel/encrypted`')
  })

  it('has counts, findings by severity, connections and gaps', () => {
    expect(markdown(reportOf(deploymentReport()), options)).toBe(`# Ringwall audit

| Deployment | critical | high | medium | low | info | unknown |
| --- | --- | --- | --- | --- | --- | --- |
| shop | 1 | 1 | 0 | 1 | 0 | 1 |

## shop

### Critical (1)

- **data stores are not published** \`listener/datastore-published\` \`XMP-1\`
  <br>api speaks to db:5432 in plaintext: whoever is on the network reads the data.
  <br>At \`compose.yml:30\`, \`conf/a b#1.yml:2\`
  <br>Fix: add sslmode=verify-full to DATABASE_URL

### High (1)

- **connections are encrypted** \`channel/encrypted\` \`XMP-1\`
  <br>api speaks to db:5432 in plaintext: whoever is on the network reads the data.
  <br>At \`compose.yml:12\`
  <br>Fix: add sslmode=verify-full to DATABASE_URL

### Low (1)

- **components run without root** \`component/user\`
  <br>api speaks to db:5432 in plaintext: whoever is on the network reads the data.
  <br>At \`compose.yml:12\`
  <br>Fix: add sslmode=verify-full to DATABASE_URL

### Unknown (1)

- **listeners ask who calls** \`listener/authenticated\` \`XMP-1\`
  <br>api speaks to db:5432 in plaintext: whoever is on the network reads the data.
  <br>At \`compose.yml:12\`

### Connections

|  | From | To | Protocol | Encryption | Login | Evidence |
| --- | --- | --- | --- | --- | --- | --- |
| unknown | proxy | api:8080 | http | encryption unknown | login unknown | \`nginx.conf:7\` |
| open | api | db:5432 | postgres | plaintext | password | \`compose.yml:12\` |
| locked | api | smtp.example:465 | smtp | TLS, verified | password | \`compose.yml:12\` |

### Not known (2 gaps)

- \`compose.yml:20\` the variable MAIL_HOST has no value
- \`conf/app.env\` the file is not there
`)
  })

  it('shows a map without judgements', () => {
    const map = markdown(reportOf(deploymentReport()), { ...options, command: 'map' })
    expect(map).toContain('### Connections')
    expect(map).not.toContain('Critical')
  })

  it('keeps every row of a table a row, whatever the text', () => {
    const rows = markdown(reportOf(hostileDeployment()), options)
      .split('\n')
      .filter((line) => line.startsWith('|'))
    expect(rows.map((row) => row.replace(/\\./g, '').split('|').length - 2)).toEqual([7, 7, 7, 7, 7, 7])
  })
})

describe('prose', () => {
  it.each([
    ['<b>', '&lt;b&gt;'],
    ['a|b `c` *d*', 'a\\|b \\`c\\` \\*d\\*'],
    ['SOME_KEY__PART and _this_ and __that', 'SOME_KEY__PART and \\_this\\_ and \\_\\_that'],
    ['@octocat #12', '@<!-- -->octocat #<!-- -->12'],
    ['http://example.org', 'http:<!-- -->//example.org'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
  ])('takes the markup out of %s', (text, expected) => {
    expect(prose(text)).toBe(expected)
  })
})

describe('span', () => {
  it('is never ended from inside', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '|') }), (text) => {
        const [fence = ''] = /^`+/.exec(span(text)) ?? []
        const inner = span(text).slice(fence.length, -fence.length)
        expect(inner.match(/`+/g) ?? []).not.toContain(fence)
        expect(inner).toContain(text)
      }),
    )
  })

  it('escapes bars in tables', () => {
    expect(cellSpan('a|b')).toBe('`a\\|b`')
  })
})
