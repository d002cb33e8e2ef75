import { Duplex } from 'node:stream'
import type { Dial } from '../wire/dial.ts'
import { WireError } from '../wire/fault.ts'
import type { Clock } from '../engine/verify/budget.ts'

export interface VirtualClock extends Clock {
  /** Lets time pass until nobody sleeps any more, or the work is done. */
  readonly run: <T>(work: Promise<T>) => Promise<T>
}

/** A clock that stands still but for those who sleep: the next to wake is the next moment. */
export function virtualClock(): VirtualClock {
  let time = 0
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => time,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve()
          return
        }
        const sleeper = { at: time + milliseconds, wake: resolve }
        sleepers.push(sleeper)
        signal.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper)
          resolve()
        })
      }),
    async run(work) {
      let done = false
      const end = (): void => {
        done = true
      }
      work.then(end, end)
      while (!done) {
        for (let turn = 0; turn < 50 && !done; turn++) await new Promise((resolve) => setImmediate(resolve))
        const [next] = sleepers.toSorted((one, other) => one.at - other.at)
        if (done || next === undefined) continue
        sleepers = sleepers.filter((each) => each !== next)
        time = next.at
        next.wake()
      }
      return work
    },
  }
}

/** What a port does to a connection: `refused`, `reset`, `silent`, or a text that is sent at once before it is closed. */
type Behaviour = string

/** A network of made-up servers: `host:port` to what it does, one entry a connection; the last one stays. */
export function scriptedDial(servers: Readonly<Record<string, readonly Behaviour[]>>): { readonly dial: Dial; readonly asked: readonly string[] } {
  const asked: string[] = []
  const dial: Dial = async (host, port) => {
    const name = `${host}:${port}`
    const script = servers[name] ?? ['refused']
    const behaviour = script[Math.min(asked.filter((each) => each === name).length, script.length - 1)]!
    asked.push(name)
    if (behaviour === 'refused') throw new WireError('refused', 'ECONNREFUSED')
    return new Duplex({
      read() {
        if (behaviour === 'silent') return
        if (behaviour === 'reset') {
          this.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
          return
        }
        this.push(behaviour)
        this.push(null)
      },
      write(_chunk, _encoding, done) {
        done()
      },
    })
  }
  return { dial, asked }
}
