import { Agent, request } from 'node:https'

/** One request of a steady load, and what came of it. */
export interface Sent {
  readonly number: number
  readonly kind: string
  readonly target: string
  /** 0: no answer. */
  readonly status: number
}

/** A kind of request: `number` makes its target its own. */
export interface Kind {
  readonly name: string
  readonly method: string
  readonly target: (number: number) => string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Load {
  readonly sent: readonly Sent[]
  /** Done when one of the kind that was begun from now on was answered so; within the bound of requests. */
  readonly answered: (kind: string, status: number) => Promise<void>
  /** Done when so many more of any kind have come back. */
  readonly passed: (more: number) => Promise<void>
  readonly end: () => Promise<void>
}

/** Answers that are waited for at most; each takes as long as the machine needs, so that this is no clock. */
const patience = 60_000

/** Sends requests of all kinds in turn over connections that are kept, each lane the next one when its last was answered, a moment later. */
export function steadyLoad(port: number, kinds: readonly Kind[], lanes: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes, rejectUnauthorized: false, servername: 'localhost' })
  const sent: Sent[] = []
  const waiting = new Set<{
    readonly fits: (one: Sent) => boolean
    readonly done: () => void
    readonly failed: (error: Error) => void
    left: number
  }>()
  let next = 0
  let isOver = false

  function ask(kind: Kind, number: number): Promise<Sent> {
    const target = kind.target(number)
    return new Promise((resolve) => {
      const finish = (status: number): void => resolve({ number, kind: kind.name, target, status })
      const headers = { ...kind.headers, Host: `localhost:${port}`, 'Content-Length': Buffer.byteLength(kind.body ?? '') }
      const asking = request({ host: '127.0.0.1', port, agent, method: kind.method, path: target, headers, timeout: 15_000 }, (response) => {
        response.resume()
        response.once('end', () => finish(response.statusCode ?? 0)).once('error', () => finish(0))
      })
      asking.once('timeout', () => asking.destroy())
      asking.once('error', () => finish(0))
      asking.end(kind.body)
    })
  }

  async function lane(): Promise<void> {
    while (!isOver) {
      const number = next++
      const one = await ask(kinds[number % kinds.length]!, number)
      sent.push(one)
      for (const each of waiting) {
        if (each.fits(one)) each.done()
        else if (--each.left === 0) each.failed(new Error(`not within ${patience} answers; the last ones: ${JSON.stringify(sent.slice(-10))}`))
      }
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
  }

  const running = Array.from({ length: lanes }, lane)
  const when = (fits: (one: Sent) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const one = {
        fits,
        left: patience,
        done() {
          waiting.delete(one)
          resolve()
        },
        failed(error: Error) {
          waiting.delete(one)
          reject(error)
        },
      }
      waiting.add(one)
    })
  return {
    sent,
    answered: (kind, status) => {
      const from = next
      return when((one) => one.number >= from && one.kind === kind && one.status === status)
    },
    passed: (more) => {
      const until = sent.length + more
      return when(() => sent.length >= until)
    },
    async end() {
      isOver = true
      await Promise.all(running)
      agent.destroy()
    },
  }
}
