import { Agent, request } from 'node:http'
import { asked, handedOn } from '../../../src/guard/serve/wire.ts'

/** Asks the decision service at a steady rate, whether it keeps up or not, and gives what the answers took, in milliseconds, in order. */
export async function latencies(socketPath: string, keys: readonly string[], perSecond: number, seconds: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const taken: number[] = []
  const waiting: Promise<void>[] = []
  const started = performance.now()
  for (let count = 0; count < perSecond * seconds;) {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond)
    for (; count < due && count < perSecond * seconds; count++) {
      const at = started + (count / perSecond) * 1000
      waiting.push(one(agent, socketPath, keys[count % keys.length] ?? '', count).then(() => void taken.push(performance.now() - at)))
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(waiting)
  agent.destroy()
  return taken.toSorted((a, b) => a - b)
}

function one(agent: Agent, socketPath: string, key: string, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      [asked.method]: 'GET',
      [asked.scheme]: 'https',
      [asked.host]: 'localhost',
      [asked.target]: `/things/${count % 1000}`,
      [asked.remote]: '127.0.0.1',
      [handedOn('x-api-key')]: key,
    }
    const asking = request({ socketPath, path: '/decide', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the service answered ${response.statusCode}`))
      response.resume().once('end', resolve)
    })
    asking.once('error', reject).end()
  })
}
