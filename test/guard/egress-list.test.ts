import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHost } from '../../src/guard/egress/addresses.ts'
import type { EgressEvent } from '../../src/guard/egress/events.ts'
import { learned, usageOf } from '../../src/guard/egress/learn.ts'
import type { EgressEntry, EgressList } from '../../src/guard/egress/list.ts'
import { judge, listProblems } from '../../src/guard/egress/list.ts'
import { nftTable } from '../../src/guard/egress/nftables.ts'
import { squidRules } from '../../src/guard/egress/squid.ts'

const now = Date.UTC(2026, 5, 1)
const day = 86_400_000

function entry(more: Partial<EgressEntry> = {}): EgressEntry {
  return { id: 'one', host: 'api.example.com', ports: [443], roles: ['web'], purpose: 'payments', owner: 'shop team', ...more }
}

function list(...entries: readonly Partial<EgressEntry>[]): EgressList {
  return { mode: 'enforce', entries: entries.map((each, at) => entry({ id: `e${at}`, ...each })) }
}

function told(of: EgressList, host: string, port = 443, role = 'web'): string {
  const read = readHost(host)
  if (!read.ok) throw new Error(read.why)
  const judged = judge(of, { role, target: read.target, port })
  return judged.ok ? judged.entry.id : judged.reason
}

describe('a list', () => {
  it('permits a name, all names below one, and an address, each as it is written', () => {
    const of = list(
      {},
      { host: '*.example.com', ports: [8443] },
      { host: '93.184.216.34' },
      { host: '*.api.example.com', ports: [8443] },
      { ports: [22], roles: ['jobs'] },
    )
    const cases: readonly (readonly [string, number, string, string])[] = [
      ['api.example.com', 443, 'web', 'e0'],
      ['API.example.com.', 443, 'web', 'e0'],
      ['api.example.com', 8443, 'web', 'e1'],
      ['a.b.example.com', 8443, 'web', 'e1'],
      ['x.api.example.com', 8443, 'web', 'e3'],
      ['example.com', 8443, 'web', 'not-listed'],
      ['notexample.com', 8443, 'web', 'not-listed'],
      ['api.example.com.evil.org', 443, 'web', 'not-listed'],
      ['93.184.216.34', 443, 'web', 'e2'],
      ['[::ffff:93.184.216.34]', 443, 'web', 'e2'],
      ['93.184.216.35', 443, 'web', 'not-listed'],
      ['api.example.com', 80, 'web', 'port'],
      ['api.example.com', 22, 'web', 'role'],
      ['api.example.com', 22, 'jobs', 'e4'],
      ['api.example.com', 443, 'Web', 'role'],
    ]
    for (const [host, port, role, expected] of cases) expect([host, port, role, told(of, host, port, role)]).toEqual([host, port, role, expected])
  })

  const wrong: readonly (readonly [Partial<EgressEntry>, RegExp])[] = [
    [{ host: '*.com' }, /one label/],
    [{ host: '*' }, /not a name/],
    [{ host: 'a*.example.com' }, /not a name/],
    [{ host: '*.*.example.com' }, /not a name/],
    [{ host: 'API.example.com' }, /is written "api.example.com"/],
    [{ host: '127.1' }, /a number that some programs take for 127.0.0.1/],
    [{ host: 'b\u00fccher.example' }, /xn--/],
    [{ ports: [] }, /ports/],
    [{ ports: [0] }, /ports/],
    [{ roles: [] }, /role/],
    [{ roles: ['a b'] }, /role/],
    [{ purpose: ' ' }, /purpose/],
    [{ owner: 'a\nb' }, /owner/],
    [{ pins: ['sha256/short'] }, /not a pin/],
    [{ plaintext: { until: now, why: 'x' } }, /has ended/],
    [{ plaintext: { until: Number.NaN, why: 'x' } }, /no date/],
    [{ plaintext: { until: now + 1, why: '' } }, /why of its plaintext/],
    [{ inside: { until: now + 1, why: 'x', networks: ['10.0.0.0/33'] } }, /not a network/],
    [{ plaintext: { until: now + 1, why: 'x' }, pins: [`sha256/${'a'.repeat(43)}=`] }, /pins without TLS/],
    [{ id: 'a"b' }, /its id/],
  ]
  it.each(wrong)('with %j says what is wrong', (more, why) => {
    expect(listProblems({ mode: 'enforce', entries: [entry(more)] }, now)).toEqual([expect.stringMatching(why)])
  })

  it('that is sound has no problems, and no id twice', () => {
    expect(
      listProblems(list({}, { host: '*.example.com' }, { inside: { until: now + 1, why: 'x', networks: ['10.0.0.0/8', 'fd00::/8'] } }), now),
    ).toEqual([])
    expect(listProblems({ mode: 'open' as 'enforce', entries: [entry(), entry()] }, now)).toHaveLength(2)
  })
})

function event(more: Partial<EgressEvent>): EgressEvent {
  return { what: 'egress', at: now, outcome: 'opened', role: 'web', host: 'a.example.com', port: 443, ...more }
}

describe('learning', () => {
  it('proposes the least list, of what was opened and not permitted', () => {
    const events = [
      event({}),
      event({}),
      event({ role: 'jobs' }),
      event({ port: 8443 }),
      event({ host: 'b.example.com' }),
      event({ host: 'listed.example.com', entry: 'one' }),
      event({ host: 'clear.example.com' }),
      event({ host: 'clear.example.com', outcome: 'reported', reason: 'not-tls' }),
      event({ host: 'fronted.example.com' }),
      event({ host: 'fronted.example.com', outcome: 'reported', reason: 'server-name' }),
      event({ host: 'refused.example.com', outcome: 'refused', reason: 'special-address' }),
      event({ host: 'c.example.com', outcome: 'closed' }),
    ]
    const found = learned(events)
    expect(found.map(({ host, ports, roles }) => [host, ports, roles])).toEqual([
      ['a.example.com', [443], ['jobs', 'web']],
      ['a.example.com', [8443], ['web']],
      ['b.example.com', [443], ['web']],
    ])
    expect(listProblems({ mode: 'enforce', entries: found }, now)).toEqual([])
    expect(found.every(({ purpose, owner }) => purpose.includes('to be written') && owner.includes('to be written'))).toBe(true)
  })

  it('permits all that was seen and nothing else', () => {
    const seen = fc.record({
      role: fc.constantFrom('web', 'jobs', 'mail'),
      host: fc.constantFrom('a.test', 'b.test', '8.8.8.8'),
      port: fc.constantFrom(443, 8443),
    })
    fc.assert(
      fc.property(fc.array(seen), seen, (all, other) => {
        const of: EgressList = { mode: 'enforce', entries: learned(all.map((each) => event(each))) }
        const wasSeen = all.some(({ role, host, port }) => role === other.role && host === other.host && port === other.port)
        expect(told(of, other.host, other.port, other.role).startsWith('learned-')).toBe(wasSeen)
      }),
    )
  })

  it('tells which entries nobody uses', () => {
    const of = list({ roles: ['web', 'jobs'], ports: [443, 444] }, { host: 'never.example.com', plaintext: { until: now - 1, why: 'x' } })
    const events = [
      event({ entry: 'e0', at: now - day, carried: 'tls' }),
      event({ entry: 'e0', at: now - 2 * day, carried: 'clear' }),
      // of a journal that did not say
      event({ entry: 'e0', at: now - 3 * day }),
      event({ entry: 'e0', at: now - 4 * day, carried: 'scanned' }),
      event({ entry: 'e0', outcome: 'refused', reason: 'infected' }),
      event({ entry: 'e0', outcome: 'refused', reason: 'not-scanned' }),
      event({ entry: 'e1', outcome: 'refused' }),
    ]
    const nothing = { tls: 0, clear: 0, scanned: 0, unclean: 0 }
    const each = { tls: 1, clear: 1, scanned: 1, unclean: 2 }
    expect(usageOf(of, events, now)).toEqual([
      { entry: 'e1', owner: 'shop team', times: 0, ...nothing, unusedRoles: ['web'], unusedPorts: [443], hasEnded: true },
      { entry: 'e0', owner: 'shop team', times: 4, last: now - day, ...each, unusedRoles: ['jobs'], unusedPorts: [444], hasEnded: false },
    ])
  })
})

describe('what is written for other programs', () => {
  const of = list(
    { pins: [`sha256/${'a'.repeat(43)}=`] },
    { host: '*.example.org', purpose: 'a "quote"\nhttp_access allow all' },
    { host: '10.1.2.3', plaintext: { until: now + day, why: 'x' }, inside: { until: now + day, why: 'x', networks: ['10.1.0.0/16'] } },
    { host: 'mail.example.com', roles: ['unknown', 'web'] },
    { host: '10.9.9.9' },
  )
  const sources = { web: ['10.0.0.0/24', 'fd00:1::/64'] }

  it('says what Squid cannot keep, and denies what is not listed', () => {
    const { text, cannotKeep } = squidRules({ ...of, mode: 'report' }, sources, now)
    const access = text.split('\n').filter((line) => line.startsWith('http_access'))
    expect(access).toEqual([
      'http_access deny !tunnel',
      'http_access allow tunnel role_web entry2_host entry2_port entry2_inside',
      'http_access deny special',
      ...[0, 1, 2, 3, 4].map((at) => `http_access allow tunnel role_web entry${at}_host entry${at}_port`),
      'http_access deny all',
    ])
    expect(cannotKeep).toEqual([
      expect.stringContaining('resolves the name again'),
      expect.stringContaining('TLS for the very name'),
      expect.stringContaining('only reports'),
      'e0: its pins are not looked at.',
      ...Array(2).fill('e2: an exception ends on 2026-06-02, and Squid only when it is written again.'),
      'e3: unknown has no address to be told by, so it gets nothing.',
    ])
  })

  it('says what nft cannot keep, and writes no rule for what it does not know', () => {
    const { text, cannotKeep } = nftTable(of, sources, { 'api.example.com': ['93.184.216.34', '169.254.169.254', '2606:2800::1'] }, now)
    const rules = text.split('\n').filter((line) => line.includes('accept comment'))
    expect(rules.map((line) => line.trim().replace(/ counter.*/, ''))).toEqual([
      'ip saddr 10.0.0.0/24 ip daddr 10.1.2.3 tcp dport { 443 }',
      'ip saddr 10.0.0.0/24 ip daddr 93.184.216.34 tcp dport { 443 }',
      'ip6 saddr fd00:1::/64 ip6 daddr 2606:2800::1 tcp dport { 443 }',
    ])
    expect(cannotKeep.slice(3)).toEqual([
      'e0: its pins are not looked at.',
      'e1: names below another one are not known beforehand, so it gets nothing.',
      ...Array(2).fill('e2: an exception ends on 2026-06-02, and this table only when it is written again.'),
      'e3: unknown has no address to be told by, so it gets nothing.',
      'e3: mail.example.com has no address that may be reached, so it gets nothing.',
      'e4: 10.9.9.9 has no address that may be reached, so it gets nothing.',
    ])
  })
})
