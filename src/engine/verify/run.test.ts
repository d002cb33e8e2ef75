import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProtocolProbes, Target } from '../../probes/probe.ts'
import { line } from '../../wire/conversation.ts'
import { openConversation } from '../../wire/open.ts'
import { scriptedDial, virtualClock } from '../../testing/scripted.ts'
import type { Ask, RunOptions } from './run.ts'
import { askEach } from './run.ts'

/** A made-up protocol: the server says one line. */
const lines: ProtocolProbes = {
  protocol: 'tcp',
  probes: [
    {
      id: 'tcp/line',
      asks: 'what it says',
      connections: 1,
      async ask(_target, { talk }) {
        const conversation = await talk()
        try {
          return { said: await conversation.receive(line(), () => 'a line') }
        } finally {
          conversation.end()
        }
      },
    },
  ],
}

function ask(port: number, dial: ReturnType<typeof scriptedDial>['dial'], host = '10.0.0.1'): Ask {
  const target: Target = { id: `server:${port}`, component: 'server', host, port, protocol: 'tcp', names: [], users: [] }
  return { target, vantage: { name: 'here', dial, close: async () => {} }, protocol: lines, more: [] }
}

function options(clock: ReturnType<typeof virtualClock>, more: Partial<RunOptions> = {}): RunOptions {
  return {
    signal: new AbortController().signal,
    timeout: 1000,
    depth: 'assert',
    authorities: [],
    random: () => '00',
    now: clock.now,
    sleep: clock.sleep,
    concurrency: 4,
    tls: [],
    findTransport: async (target, _protocol, means) => {
      const talk = await openConversation({ ...means, host: target.host, port: target.port, over: 'plaintext' })
      talk.end()
      return { transport: { plaintext: 'served', tls: 'none' }, learned: { said: 'open', tls: 'none' } }
    },
    ...more,
  }
}

describe('a run', () => {
  it('answers in the order of the asks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('hello\n', 'refused', 'reset', 'bye\n'), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 5 }),
        async (behaviours, concurrency) => {
          const { dial } = scriptedDial(Object.fromEntries(behaviours.map((each, at) => [`10.0.0.1:${at + 1}`, [each]])))
          const run = async (limits: Partial<RunOptions>): Promise<unknown> => {
            const clock = virtualClock()
            const { answers } = await clock.run(
              askEach(
                behaviours.map((_, at) => ask(at + 1, dial)),
                options(clock, limits),
              ),
            )
            return answers.map((each) => each.map(({ probe, asked, outcome, why, learned }) => [probe, asked.id, outcome, why, learned?.said]))
          }
          expect(await run({ concurrency })).toEqual(await run({ concurrency: 1 }))
        },
      ),
      { numRuns: 15 },
    )
  })

  it('asks once more when a connection is reset, and says so', async () => {
    const clock = virtualClock()
    const { dial, asked } = scriptedDial({ '10.0.0.1:1': ['hello\n', 'reset', 'hello\n'], '10.0.0.1:2': ['hello\n', 'reset'] })
    const { answers } = await clock.run(askEach([ask(1, dial), ask(2, dial)], options(clock)))
    expect(answers[0]?.[1]).toMatchObject({ outcome: 'answered', learned: { said: 'hello' } })
    expect(answers[0]?.[1]?.transcript).toContainEqual({ direction: 'note', text: 'the connection was reset; asked again after 500 ms', bytes: 0 })
    expect(answers[1]?.[1]).toMatchObject({
      outcome: 'unproven',
      why: 'the connection was reset (ECONNRESET) (at the second try too, after a reset)',
      fault: { whose: 'server' },
    })
    expect(asked).toHaveLength(6)
  })

  it('does not ask again who refuses', async () => {
    const clock = virtualClock()
    const { dial, asked } = scriptedDial({})
    const { answers } = await clock.run(askEach([ask(1, dial)], options(clock)))
    expect(answers[0]).toMatchObject([{ outcome: 'unproven', fault: { kind: 'refused' } }])
    expect(asked).toHaveLength(1)
  })

  it('opens no more connections than it may, and calls that its own limit', async () => {
    const clock = virtualClock()
    const { dial, asked } = scriptedDial({ '10.0.0.1:1': ['hello\n'], '10.0.0.1:2': ['hello\n'] })
    const { answers, connections } = await clock.run(askEach([ask(1, dial), ask(2, dial)], options(clock, { connections: 3, concurrency: 1 })))
    expect(asked).toHaveLength(3)
    expect(connections).toBe(3)
    expect(answers[1]?.[1]).toMatchObject({ outcome: 'unproven', fault: { whose: 'us', kind: 'limit' } })
  })

  it('keeps to its rate', async () => {
    const clock = virtualClock()
    const { dial } = scriptedDial({ '10.0.0.1:1': ['hello\n'], '10.0.0.1:2': ['hello\n'] })
    await clock.run(askEach([ask(1, dial), ask(2, dial)], options(clock, { rate: 2 })))
    // four connections, half a second apart
    expect(clock.now()).toBe(1500)
  })

  it('gives no question more than its time', async () => {
    const clock = virtualClock()
    const { dial } = scriptedDial({ '10.0.0.1:1': ['hello\n'] })
    const never: Ask = {
      ...ask(1, dial),
      more: [{ id: 'tcp/never', asks: 'nothing', connections: 1, ask: () => new Promise(() => {}) }],
    }
    const { answers } = await clock.run(askEach([never], options(clock, { patience: 5000 })))
    expect(answers[0]?.[2]).toMatchObject({ outcome: 'unproven', fault: { whose: 'us', kind: 'limit' }, milliseconds: 5500 })
  })

  it('ends when it is told to, with what was answered until then', async () => {
    const clock = virtualClock()
    const end = new AbortController()
    const { dial } = scriptedDial({ '10.0.0.1:1': ['hello\n'], '10.0.0.1:2': ['hello\n'], '10.0.0.1:3': ['silent'] })
    const asks = [ask(1, dial), ask(3, dial), ask(2, dial)]
    const onQuestion: RunOptions['onQuestion'] = ({ probe, target }) => {
      if (target.port === 3 && probe === 'tcp/line') setImmediate(() => end.abort('interrupted'))
    }
    const { answers } = await clock.run(askEach(asks, options(clock, { signal: end.signal, concurrency: 1, onQuestion })))
    expect(answers.map((each) => each.map(({ outcome, why }) => [outcome, why]))).toEqual([
      [
        ['answered', undefined],
        ['answered', undefined],
      ],
      [
        ['answered', undefined],
        ['unproven', 'the run was interrupted while it was asked'],
      ],
      [['not-asked', 'the run was interrupted before its turn']],
    ])
  })

  it('has one stream of questions for one target, and few for one host', async () => {
    const clock = virtualClock()
    let most = 0
    let open = 0
    const { dial } = scriptedDial({ '10.0.0.1:1': ['hello\n'], '10.0.0.1:2': ['hello\n'], '127.0.0.1:1': ['hello\n'], '127.0.0.1:2': ['hello\n'] })
    const counting = async (host: string, limits: Partial<RunOptions>, ports: readonly number[]): Promise<number> => {
      most = 0
      open = 0
      const way: RunOptions['findTransport'] = async () => {
        most = Math.max(most, ++open)
        await new Promise((resolve) => setImmediate(resolve))
        open--
        return { transport: { plaintext: 'unknown', tls: 'unknown' }, learned: { said: '' } }
      }
      await clock.run(
        askEach(
          ports.map((port) => ask(port, dial, host)),
          options(clock, { ...limits, findTransport: way }),
        ),
      )
      return most
    }
    expect(await counting('10.0.0.1', { perHost: 1 }, [1, 2])).toBe(1)
    expect(await counting('10.0.0.1', { perHost: 2 }, [1, 2])).toBe(2)
    expect(await counting('127.0.0.1', { perHost: 1 }, [1, 2])).toBe(2)
    expect(await counting('127.0.0.1', { perHost: 1 }, [1, 1])).toBe(1)
  })
})
