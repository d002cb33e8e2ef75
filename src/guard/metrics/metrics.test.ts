import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../audit/event.ts'
import { AuditFault } from '../audit/fault.ts'
import { address, label } from '../audit/values.ts'
import type { AuditLog } from '../audit/writer.ts'
import type { Decide } from '../decide/decide.ts'
import type { Decision } from '../model/decision.ts'
import type { GuardRequest } from '../model/request.ts'
import type { Meters } from './meters.ts'
import { meters } from './meters.ts'
import { registry } from './registry.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/guard.md'), 'utf8')

/** Lines of figures, without what describes them. */
const figures = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

describe('figures', () => {
  it('are counted by their labels, which are one line each', () => {
    const all = registry()
    const counter = all.counter('a_total', 'Things.')
    counter.add({ b: 'x"\n\\' }, 2)
    const quick = counter.of({ b: 'y' })
    quick()
    quick()
    counter.add({ b: 'y' })
    all.gauge('c', 'A size.').set(1.5)
    expect(all.text()).toBe(
      [
        '# HELP a_total Things.',
        '# TYPE a_total counter',
        String.raw`a_total{b="x\"\n\\"} 2`,
        'a_total{b="y"} 3',
        '# HELP c A size.',
        '# TYPE c gauge',
        'c 1.5',
        '',
      ].join('\n'),
    )
  })

  it('are sorted into what they took at most', () => {
    const all = registry()
    const time = all.histogram('t_seconds', 'Time.', [0.1, 1])
    for (const seconds of [0.05, 0.1, 0.5, 7]) time.observe(seconds)
    expect(figures(all.text())).toEqual([
      't_seconds_bucket{le="0.1"} 2',
      't_seconds_bucket{le="1"} 3',
      't_seconds_bucket{le="+Inf"} 4',
      't_seconds_sum 7.65',
      't_seconds_count 4',
    ])
  })

  it('are bounded, whatever comes', () => {
    const all = registry()
    const counter = all.counter('a_total', 'Things.')
    for (let index = 0; index < 1000; index++) counter.add({ of: `${index}` })
    expect(figures(all.text())).toHaveLength(201)
    expect(all.text()).toContain('a_total{other="true"} 800')
  })
})

describe('what a guard counts', () => {
  let time = 0
  const made = (): { readonly counted: Meters; readonly text: () => string } => {
    const all = registry()
    return { counted: meters({ registry: all, version: '1', clock: () => time, now: () => 1_000_000 }), text: all.text }
  }
  const status = { size: 7, signed: 5, fault: undefined, failingPlaces: [] }
  const log = (write: () => Promise<void>): AuditLog => ({ write, status: () => status, close: async () => undefined })
  const who = { type: 'key', id: label('robot') } as const
  const decision = {
    kind: 'decision',
    access: 'data',
    verdict: 'allow',
    who,
    method: label('GET'),
    host: label('a.example'),
    source: address('192.0.2.1'),
  } as const

  it('are the events of the log, by closed words alone', async () => {
    const { counted, text } = made()
    const { write } = counted.log(log(async () => undefined))
    const events: readonly AuditEvent[] = [
      decision,
      { ...decision, host: label('another.example'), who: { type: 'account', id: label('somebody') } },
      { ...decision, verdict: 'deny', access: 'other', reason: label('no-right') },
      {
        kind: 'log-in',
        who: { type: 'anonymous' },
        how: 'saml',
        outcome: 'refused',
        reason: label('what a provider says'),
        source: address(undefined),
      },
      { kind: 'key', by: who, change: 'created', key: label('robot') },
      { kind: 'scan', who, route: label('/x'), verdict: 'infected', direction: 'upload', bytes: 1 },
      { kind: 'egress', component: label('web'), to: label('evil.example'), port: 443, outcome: 'refused', reason: label('no-entry') },
    ]
    for (const event of events) await write(event)
    const lines = figures(text())
    for (const line of [
      'guard_decisions_total{outcome="allow",access="data",by="key",reason=""} 1',
      'guard_decisions_total{outcome="deny",access="other",by="key",reason="no-right"} 1',
      'guard_log_ins_total{outcome="refused",how="saml",reason="other"} 1',
      'guard_changes_total{what="key",change="created",outcome="done"} 1',
      'guard_scans_total{verdict="infected"} 1',
      'guard_egress_total{outcome="refused",reason="no-entry"} 1',
    ])
      expect(lines).toContain(line)
    for (const said of ['robot', 'somebody', 'example', '192.0.2.1', 'provider says']) expect(lines.join('\n')).not.toContain(said)
  })

  it('are also records that the disk did not take, and the time of decisions, at once or later', async () => {
    const { counted, text } = made()
    const fault = new AuditFault('not-written', 'the disk is full')
    await expect(counted.log(log(() => Promise.reject(fault))).write(decision)).rejects.toBe(fault)
    const request = {} as GuardRequest
    const later: Decide = async () => ({}) as Decision
    const atOnce: Decide = () => {
      time += 3
      return {} as Decision
    }
    await counted.timed(atOnce)(request)
    await counted.timed(later)(request)
    const lines = figures(text())
    expect(lines).toContain('guard_audit_refused_total 1')
    expect(lines).toContain('guard_decision_seconds_count 2')
    expect(lines).toContain('guard_decision_seconds_bucket{le="0.002"} 1')
  })

  it('is told of a store that does not answer', async () => {
    const { counted, text } = made()
    const key = { revoked: undefined, expires: 2_000_000 }
    const state = {
      epoch: { read: async () => 1, age: () => 500 },
      sessions: { list: async () => [1, 2] },
      keys: { list: async () => [key, { ...key, expires: 1 }] },
    }
    await counted.look(
      log(async () => undefined),
      state as never,
    )
    expect(figures(text())).toEqual(
      expect.arrayContaining([
        'guard_store_up 1',
        'guard_sessions 2',
        'guard_keys{state="ending"} 1',
        'guard_keys{state="ended"} 1',
        'guard_audit_unsigned_records 2',
      ]),
    )
    await counted.look(
      log(async () => undefined),
      { ...state, epoch: { ...state.epoch, read: () => Promise.reject(fault()) } } as never,
    )
    expect(figures(text())).toContain('guard_store_up 0')
  })

  it('has every figure that the alarms of the page ask about', () => {
    const { text } = made()
    const rules = /```yaml\n(groups:\n.*?)```/s.exec(page)?.[1] ?? ''
    const asked = new Set(rules.match(/\b(?:guard|process)_[a-z_]+\b/g))
    expect(asked.size).toBeGreaterThan(5)
    const known = text().match(/(?<=^# TYPE )\S+/gm) ?? []
    expect([...asked].filter((name) => !known.some((one) => name === one || name === `${one}_bucket`))).toEqual([])
  })
})

function fault(): Error {
  return new Error('gone')
}
