import { describe, expect, it } from 'vitest'
import type { Planned } from './plan.ts'
import { planVerification } from './plan.ts'
import { verifyOptions } from './options.ts'
import { resolveHosts } from './names.ts'

const io = { stdout: { write: () => true }, stderr: { write: () => true }, env: {}, cwd: '/' }

async function planned(...targets: readonly string[]): Promise<Planned> {
  const options = { target: targets, at: [], timeout: '100', concurrency: '1', perHost: '1', rate: '0', connections: '9', deadline: '9' }
  return planVerification(undefined, options, verifyOptions(options, io), '2026-01-01T00:00:00Z', io)
}

describe('names of hosts', () => {
  it('are resolved once, and the address is what is asked', async () => {
    const asked: string[] = []
    const { plans } = await resolveHosts(await planned('redis://db.example:6379', 'redis://db.example:6380', 'redis://127.0.0.1:1'), async (name) => {
      asked.push(name)
      return [`192.0.2.${asked.length}`, '192.0.2.99']
    })
    expect(asked).toEqual(['db.example'])
    expect(plans[0]?.plan.asks.map(({ target: { host, port, serverName, names } }) => [host, port, serverName, names])).toEqual([
      ['192.0.2.1', 6379, 'db.example', ['db.example']],
      ['192.0.2.1', 6380, 'db.example', ['db.example']],
      ['127.0.0.1', 1, undefined, []],
    ])
  })

  it('that cannot be resolved, or come to everybody, are not asked', async () => {
    const { plans } = await resolveHosts(await planned('redis://gone.example', 'redis://all.example'), async (name) => {
      if (name === 'all.example') return ['0.0.0.0']
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
    })
    expect(plans[0]?.plan.asks).toEqual([])
    expect(plans[0]?.plan.notAsked.map(({ why }) => why).toSorted()).toEqual([
      'all.example comes to 0.0.0.0: it stands for every address',
      'the name gone.example cannot be resolved here (ENOTFOUND)',
    ])
  })

  it.each(['redis://10.0.0.0/24', 'redis://10.0.0.0/24:6379', 'redis://*:6379', 'redis://10.0.0.1-9:6379', 'redis://0.0.0.0:6379'])(
    'never are a range: %s',
    async (target) => {
      await expect(planned(target)).rejects.toThrow('is not one host')
    },
  )
})
