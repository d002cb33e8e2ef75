import { describe, expect, it } from 'vitest'
import type { Fault } from '../../wire/fault.ts'
import { WireError } from '../../wire/fault.ts'
import type { Vantage } from '../../wire/vantage.ts'
import { talk } from '../../testing/talk.ts'
import type { PlannedEdge, ReachSource, ReachTarget } from './reach-plan.ts'
import { datagramFor, takesDatagrams, takesOnlyDatagrams } from './datagrams.ts'
import { planReach } from './reach-plan.ts'
import { budget } from './budget.ts'
import type { Tried } from './reach.ts'
import { conclude, observeReach } from './reach.ts'

const deployment = talk({})
const [first] = deployment.listeners

function source(component: string, dial: Vantage['dial'] = async () => Promise.reject(new WireError('timeout', 'late'))): ReachSource {
  return { component, vantage: { name: `inside ${component}`, dial, close: async () => {} } }
}

const targets = new Map<string, ReachTarget>()

function target(component: string): ReachTarget {
  const known = targets.get(component)
  if (known !== undefined) return known
  const made: ReachTarget = {
    listener: { ...first!, id: `${component}:1`, component, port: 1 },
    transport: 'tcp',
    inside: ['10.0.0.1'],
    here: [],
    elsewhere: [],
  }
  targets.set(component, made)
  return made
}

const unlimited = budget({ rate: 0, connections: 1000 }, { now: () => 0, sleep: async () => {} })

const timeout: Fault = { whose: 'network', kind: 'timeout', detail: 'late' }
const [x, y] = [source('x'), source('y')]
const edgeOf = (from: ReachSource, to: string): PlannedEdge => planReach(deployment, [from], [target(to)])[0]!
const tried = (edge: PlannedEdge, result: Tried['result'], more: Partial<Tried> = {}): Tried => ({ edge, result, latency: 5, attempts: 2, ...more })

describe('what an attempt proves', () => {
  const closed = tried(edgeOf(x, 's'), timeout)
  const control = tried(edgeOf(y, 's'), 'open')
  const peer = tried({ ...edgeOf(x, 'p'), source: x }, 'open')

  it.each([
    ['blocked with both controls', closed, [control, peer], 'blocked'],
    [
      'nothing by somebody who is let in to another copy',
      closed,
      [tried({ ...control.edge, target: { ...control.edge.target } }, 'open'), peer],
      'unproven',
    ],
    ['refused with both controls', tried(closed.edge, { whose: 'server', kind: 'refused', detail: 'ECONNREFUSED' }), [control, peer], 'refused'],
    ['nothing without somebody who is let in', closed, [peer], 'unproven'],
    ['nothing without a peer that is reached', closed, [control], 'unproven'],
    ['nothing by a control that answers for everybody', closed, [tried(control.edge, 'open', { answersAll: true }), peer], 'unproven'],
    ['nothing by a fault of ours', tried(closed.edge, { whose: 'us', kind: 'limit', detail: 'EMFILE' }), [control, peer], 'unproven'],
    ['reached', tried(closed.edge, 'open'), [], 'reached'],
    ['nothing where every port is answered', tried(closed.edge, 'open', { answersAll: true }), [], 'unproven'],
    ['reached by a datagram that is answered', tried(closed.edge, 'reply'), [], 'reached'],
    ['nothing by silence after a datagram', tried(closed.edge, 'silence'), [control, peer], 'unproven'],
    ['blocked by silence where others are answered', tried(closed.edge, 'silence'), [tried(control.edge, 'reply'), peer], 'blocked'],
    ['nothing by silence from where nothing else is reached', tried(closed.edge, 'silence'), [tried(control.edge, 'reply')], 'unproven'],
    ['nothing without an address', tried({ ...closed.edge, addresses: [] }, timeout), [control, peer], 'not-asked'],
  ] as const)('is %s', (_, one, others, observed) => {
    expect(conclude(one, [one, ...others]).observed).toBe(observed)
  })
})

it('tries again what failed, and longer than three times what others needed', async () => {
  const waits: number[] = []
  let clock = 0
  const slow = source('y', async (_host, port) => {
    clock += 400
    if (port !== 1) throw new WireError('refused', 'ECONNREFUSED')
    return { destroy() {} } as never
  })
  const shut = source('x', async (_host, _port, given) => {
    waits.push(given.timeout)
    throw new WireError('timeout', 'late')
  })
  const edges = [edgeOf(slow, 's'), edgeOf(shut, 's')]
  const options = {
    signal: new AbortController().signal,
    timeout: 1000,
    concurrency: 1,
    spent: unlimited,
    now: () => clock,
    unlikelyPort: () => 40_000,
  }
  const seen = await observeReach(edges, options)
  expect(seen.map(({ observed }) => observed)).toEqual(['reached', 'unproven'])
  expect(waits).toEqual([1000, 1200])
})

it('spends what the run may, and no more', async () => {
  const spent = budget({ rate: 0, connections: 1 }, { now: () => 0, sleep: async () => {} })
  const open = source('y', async () => ({ destroy() {} }) as never)
  const options = { signal: new AbortController().signal, timeout: 1000, concurrency: 1, now: () => 0, unlikelyPort: () => 40_000, spent }
  const seen = await observeReach([edgeOf(open, 's'), edgeOf(source('x'), 's')], options)
  expect(spent.opened()).toBe(1)
  // the connection stood, and its control was not tried
  expect(seen[0]).toMatchObject({ observed: 'unproven', why: "the run's limit of 1 connections is reached" })
  expect(seen[1]).toMatchObject({ observed: 'unproven', why: "the run's limit of 1 connections is reached" })
})

it('sends datagrams where they matter, and nothing that is written down', () => {
  const at = (port: number, protocol = first!.protocol) => ({ ...first!, port, protocol })
  expect([53, 123, 161, 514, 11_211, 80].map((port) => takesDatagrams(at(port)))).toEqual([true, true, true, true, true, false])
  const udp = { target: { from: 4000, to: 4001 }, protocol: 'udp' as const, at: { file: 'x', line: 1 } }
  expect([3999, 4000, 4001].map((port) => takesDatagrams(at(port), [udp]))).toEqual([false, true, true])
  expect(takesOnlyDatagrams({ port: 4000, understood: false }, [udp])).toBe(true)
  expect(takesOnlyDatagrams({ port: 4000, understood: false }, [udp, { ...udp, protocol: 'tcp' }])).toBe(false)
  expect(takesOnlyDatagrams({ port: 4000, understood: true }, [udp])).toBe(false)
  expect(datagramFor(at(123)).length).toBe(48)
  expect(datagramFor(at(514)).length).toBe(0)
  expect(Buffer.from(datagramFor(at(53))).readUInt16BE(2)).toBe(0)
  // one BER sequence, whole (RFC 3412)
  const snmp = Buffer.from(datagramFor(at(161)))
  expect([snmp[0], snmp[1]]).toEqual([0x30, snmp.length - 2])
  expect(Buffer.from(datagramFor(at(11_211))).toString('latin1', 8)).toBe('version\r\n')
})
