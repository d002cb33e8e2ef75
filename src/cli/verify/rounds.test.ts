import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, it } from 'vitest'
import { call, project } from '../../../test/in-process.ts'
import type { Report } from '../../model/report.ts'
import { inRounds } from './rounds.ts'

let servers: Server[] = []
let sockets: Socket[] = []
afterEach(() => {
  for (const each of sockets) each.destroy()
  for (const server of servers) server.close()
  ;[servers, sockets] = [[], []]
})

/** A server of a few lines of Redis, which takes a password on from the given PING on. */
async function redisThatChanges(from: number): Promise<number> {
  let pings = 0
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!data.toString('latin1').startsWith('PING')) return void socket.write('-ERR what\r\n')
      socket.write(++pings >= from ? '-NOAUTH Authentication required.\r\n' : '+PONG\r\n')
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const target = (port: number): readonly string[] => ['verify', '--target', `redis://127.0.0.1:${port}`, '--timeout', '200', '--fail-on', 'never']

describe('verify --repeat', () => {
  it('asks again, and says what each round found changed', async () => {
    // three PINGs of the first round
    const port = await redisThatChanges(4)
    const said = await call([...target(port), '--repeat', '2', '--every', '0', '--format', 'json'])
    expect(said).toMatchObject({ exit: 0, stderr: expect.stringMatching(/^ringwall: round 2 of 3: \d+ changed\n$/) })
    const report = JSON.parse(said.stdout) as Report
    const check = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync(join(project, 'schema/report.json'), 'utf8')) as object,
    )
    expect([check(report), check.errors]).toEqual([true, null])
    expect(report.rounds?.map(({ number, deployments }) => [number, deployments[0]?.drift.changed.map(({ answer }) => answer)])).toEqual([
      [2, expect.arrayContaining([`redis/authentication redis://127.0.0.1:${port}`])],
      [3, []],
    ])
    // all else is of the last round
    const answer = report.deployments[0]?.answers?.find(({ probe }) => probe === 'redis/authentication')
    expect(answer?.said).toContain('a password is asked for')
  })

  it('shows the rounds to people too', async () => {
    const port = await redisThatChanges(4)
    const { stdout } = await call([...target(port), '--repeat', '1', '--every', '0'])
    expect(stdout).toContain('Asked again 1 time')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `changed: redis/authentication redis://127.0.0.1:${port}: was "commands are taken without a password"`,
    )
  })

  it('fails when anything was open in any of the rounds', async () => {
    const verify = async (from: number, ...more: readonly string[]): Promise<number> => {
      const port = await redisThatChanges(from)
      return (await call(['verify', '--target', `redis://127.0.0.1:${port}`, '--timeout', '200', '--fail-on', 'medium', ...more])).exit
    }
    expect([await verify(1), await verify(1000), await verify(4, '--repeat', '1', '--every', '0')]).toEqual([0, 1, 1])
  })

  it('ends between two rounds when it is interrupted, and what was told until then counts', async () => {
    const made: number[] = []
    const round = {
      schema: 'ringwall.report/0',
      tool: { name: 'ringwall', version: '0' },
      deployments: [],
      run: { end: 'complete' },
    } as unknown as Report
    const make = async (number: number): Promise<Report> => {
      made.push(number)
      return round
    }
    const interrupt = (): unknown => setImmediate(() => (process.listenerCount('SIGINT') > 0 ? process.emit('SIGINT') : interrupt()))
    const report = await inRounds(make, { rounds: 5, every: 3_600_000 }, { stderr: { write: () => true } as never }, interrupt)
    expect([made, report.rounds]).toEqual([[1], []])
  })

  it('ends after a round that was ended early', async () => {
    const made: number[] = []
    const make = async (number: number): Promise<Report> => {
      made.push(number)
      return { deployments: [], run: { end: number === 2 ? 'interrupted' : 'complete' } } as unknown as Report
    }
    await inRounds(make, { rounds: 5, every: 0 }, { stderr: { write: () => true } as never }, () => {})
    expect(made).toEqual([1, 2])
  })

  it.each([
    [['--repeat', '0'], '--repeat: "0" is no whole number from 1 to 1000'],
    [['--repeat', '2', '--every', 'x'], '--every: "x" is no whole number from 0 to 86400'],
    [['--repeat', '2', '--credentials', 'redis://127.0.0.1'], '--repeat: an experiment is made once'],
    [['--repeat', '2', '--canary', 'redis://127.0.0.1'], '--repeat: an experiment is made once'],
  ])('refuses %j', async (args, why) => {
    const said = await call([...target(1), ...args])
    expect(said.exit).toBe(2)
    expect(said.stderr).toContain(why)
  })
})
