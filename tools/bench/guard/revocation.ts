import { Agent, request as requestPlain } from 'node:http'
import { Agent as AgentTls, request as requestTls } from 'node:https'
import { join } from 'node:path'
import { sockets } from '../../../src/guard/render/types.ts'
import { openEmbedded } from '../../../src/guard/state/libsql.ts'
import { guardState } from '../../../src/guard/state/open.ts'
import type { Guard } from './world.ts'
import { clock } from './world.ts'

/**
 * Milliseconds from the order to revoke a key to the first request with it that is refused, asked without a pause through the engine: ordered of
 * this guard, and in its store as another guard would. The median and the longest of so many, whose keys are used all the while.
 */
export async function revocations(guard: Guard, keys: readonly string[], first: number, count: number): Promise<string> {
  const agent = new AgentTls({ keepAlive: true })
  const state = guardState(await openEmbedded({ file: join(guard.folder, 'state.db') }), clock)
  const took: Record<'here' | 'elsewhere', number[]> = { here: [], elsewhere: [] }
  const manage = new Agent()
  try {
    for (let index = first; index < first + 2 * count; index++) {
      const ask = (): Promise<number> =>
        answered(() =>
          requestTls({
            agent,
            host: '127.0.0.1',
            port: guard.port,
            servername: 'localhost',
            rejectUnauthorized: false,
            path: '/things/1',
            headers: { host: 'localhost', 'x-api-key': keys[index] ?? '' },
          }),
        )
      if ((await ask()) !== 200) throw new Error('a key that is in force is refused')
      const started = performance.now()
      const where = index % 2 === 0 ? 'here' : 'elsewhere'
      const order =
        where === 'here'
          ? answered(() =>
              requestPlain({ agent: manage, socketPath: join(guard.folder, sockets.manage), method: 'POST', path: `/keys/key-${index}/revoke` }),
            )
          : state.keys.revoke(`key-${index}`, Date.now())
      let said = 200
      while (said === 200) said = await ask()
      if (said !== 401) throw new Error(`a revoked key is answered with ${said}`)
      took[where].push(performance.now() - started)
      await order
    }
  } finally {
    agent.destroy()
    await state.close()
  }
  const said = (list: readonly number[]): string => {
    const ordered = list.toSorted((a, b) => a - b)
    return `${(ordered[Math.floor(count / 2)] ?? Number.NaN).toFixed(1)} ms, ${(ordered.at(-1) ?? Number.NaN).toFixed(1)} at most,`
  }
  return `${said(took.here)} by this guard, ${said(took.elsewhere)} by another one on its store (${count} each)`
}

function answered(make: () => ReturnType<typeof requestTls>): Promise<number> {
  return new Promise((resolve, reject) => {
    make()
      .once('error', reject)
      .once('response', (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0))
      })
      .end()
  })
}
