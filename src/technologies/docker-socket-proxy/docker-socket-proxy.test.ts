import { expect, it } from 'vitest'
import { component } from '../../testing/component.ts'
import { dockerSocketProxy } from './index.ts'

it('names what it lets through', () => {
  const input = component({ image: 'tecnativa/docker-socket-proxy:0.3.0', env: { POST: ['1', 8], CONTAINERS: '1', EXEC: '0' } })
  expect(dockerSocketProxy.recognise(input)?.certainty).toBe(3)
  const { observations = [], listeners = [] } = dockerSocketProxy.read(input, undefined)
  expect(observations.map(({ key, verdict, trail }) => `${key} ${verdict} ${trail[0]?.line}`)).toEqual(['POST unsafe 8', 'EXEC safe 10'])
  expect(listeners.map(({ port }) => port)).toEqual([2375])
})

it('has no port when it listens on a socket file', () => {
  const input = component({ image: 'tecnativa/docker-socket-proxy:0.3.0', env: { BIND_CONFIG: '/sockets/docker.sock mode 660' } })
  const { listeners, image } = dockerSocketProxy.read(input, undefined)
  expect(listeners).toEqual([])
  expect(image?.mediatesControlSocket).toBe(true)
})
