import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from '../wire/fault.ts'
import { containersOf, readContainer } from './containers.ts'
import { engineSocket } from './docker-api.ts'

const { signal } = new AbortController()

describe('the container engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-api-'))
  const socket = join(folder, 's')
  const asked: string[] = []
  let server: Server
  beforeAll(() => {
    server = createServer((request, answer) => {
      asked.push(`${request.method ?? ''} ${decodeURIComponent(request.url ?? '')}`)
      const url = request.url ?? ''
      if (url.includes('silent')) return
      if (url.includes('forbidden')) answer.writeHead(403).end('no')
      else if (url.includes('garbage')) answer.end('<html>')
      else if (url.includes('endless')) {
        const more = (): void => {
          while (answer.write('x'.repeat(65_536)));
        }
        answer.on('drain', more)
        more()
      } else if (url.includes('list')) answer.end('[{"Id":"../../volumes"},{"Id":"0123456789ab"}]')
      else answer.end('{"State":{"Pid":7},"Name":"/x"}')
    })
    return new Promise<void>((resolve) => server.listen(socket, resolve))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each([
    ['silent', 'silent'],
    ['forbidden', 'garbage'],
    ['garbage', 'garbage'],
    ['endless', 'too-much'],
  ])('may be %s: %s', async (project, kind) => {
    expect(await attempt(() => containersOf(project, { socket, signal, timeout: 700 }))).toMatchObject({ ok: false, fault: { kind } })
  })

  it('is asked to read and nothing else, whatever it or a project is called', async () => {
    const found = await containersOf('list"],"x":["&all=1', { socket, signal, timeout: 5000 })
    expect(found.map(({ pid, name }) => [pid, name])).toEqual([[7, 'x']])
    expect(asked.slice(-2)).toEqual([
      String.raw`GET /containers/json?filters={"label":["com.docker.compose.project=list\"],\"x\":[\"&all=1"],"status":["running"]}`,
      'GET /containers/0123456789ab/json',
    ])
  })

  it('is one of this machine, or is not asked', async () => {
    expect(engineSocket({})).toEqual({ socket: '/var/run/docker.sock' })
    expect(engineSocket({ DOCKER_HOST: 'unix:///x/y' })).toEqual({ socket: '/x/y' })
    expect(engineSocket({ DOCKER_HOST: 'tcp://10.0.0.1:2375' })).toHaveProperty('why')
    expect(engineSocket({ DOCKER_HOST: 'ssh://host' })).toHaveProperty('why')
    expect(await attempt(() => containersOf('x', { socket: join(folder, 'none'), signal, timeout: 700 }))).toMatchObject({
      ok: false,
      fault: { detail: 'ENOENT' },
    })
  })

  it('may answer anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (any, ports, env) => {
        readContainer(any)
        readContainer({ State: { Pid: 3 }, Config: any, HostConfig: env, Mounts: ports, NetworkSettings: { Ports: ports, Networks: any } })
        const read = readContainer({
          State: { Pid: 3 },
          Config: { Env: ['A=canary', env] },
          NetworkSettings: { Ports: { x: ports }, Networks: { y: any } },
        })
        expect(read?.facts.environment[0]).toBe('A')
      }),
    )
  })
})
