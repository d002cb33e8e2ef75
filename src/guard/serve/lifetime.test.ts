import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { lifetime } from './lifetime.ts'

describe('the lifetime of a guard', () => {
  it('ends what was begun, the last first, and waits for each', async () => {
    const ended: string[] = []
    const life = lifetime(() => undefined)
    for (const name of ['store', 'log', 'server'])
      life.ends(async () => {
        await Promise.resolve()
        ended.push(name)
      })
    await life.end()
    expect(ended).toEqual(['server', 'log', 'store'])
  })

  it('closes what it serves with those who are connected', async () => {
    const life = lifetime(() => undefined)
    const server = life.serves(createServer(() => undefined))
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as { port: number }
    const hanging = fetch(`http://127.0.0.1:${port}/`).then(
      () => 'answered',
      () => 'cut',
    )
    await new Promise((done) => server.once('request', done))
    await life.end()
    expect(await hanging).toBe('cut')
    expect(server.listening).toBe(false)
  })

  it('tells of work that fails, and goes on', async () => {
    const told: string[] = []
    const life = lifetime((what) => void told.push(what))
    await life.told(() => Promise.reject(new Error('a secret')), 'it was not written')()
    await life.told(() => Promise.resolve(), 'never')()
    expect(told).toEqual(['it was not written'])
  })

  it('works now and then until its end', async () => {
    const life = lifetime(() => undefined)
    let times = 0
    await new Promise<void>((done) => life.every(1, async () => void (++times === 3 && done())))
    await life.end()
    const before = times
    await new Promise((done) => setTimeout(done, 20))
    expect(times).toBe(before)
  })
})
