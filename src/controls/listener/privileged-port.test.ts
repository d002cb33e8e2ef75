import { expect, it } from 'vitest'
import { deployment, outcome, passing, port } from '../../testing/deployment.ts'
import { privilegedPort } from './privileged-port.ts'

it('looks at the port of the host, not at the one inside', () => {
  const judged = deployment({
    components: [
      { id: 'web', ports: [port('8080:80', 12)] },
      { id: 'dns', ports: [port('53:5353/udp', 22)] },
    ],
  })
  expect(outcome(privilegedPort, judged)).toEqual(['dns:5353 low compose.yml:22'])
  expect(passing(privilegedPort, judged)).toEqual(['web:80'])
})

it('lets the proxy have 80 and 443', () => {
  const ports = [port('80:80', 12), port('443:443', 13), port('25:25', 14)]
  const judged = deployment({
    components: [
      { id: 'proxy', ports, is: { role: 'proxy' } },
      { id: 'app', ports: [port('127.0.0.1:443:8443', 22)] },
    ],
  })
  expect(outcome(privilegedPort, judged)).toEqual(['proxy:25 low compose.yml:14', 'app:8443 info compose.yml:22'])
})
