import { expect, it } from 'vitest'
import { deployment, outcome, passing, port } from '../../testing/deployment.ts'
import { ssh } from './ssh.ts'

it('finds published SSH and started servers', () => {
  const judged = deployment({
    components: [
      { id: 'box', ports: [port('2222:22', 12)] },
      { id: 'shell', expose: [22] },
      { id: 'run', command: ['/usr/sbin/sshd', '-D'] },
    ],
  })
  expect(outcome(ssh, judged)).toEqual(['box medium compose.yml:12', 'shell low compose.yml:20', 'run low compose.yml:5'])
})

it('passes other ports, and products that offer files or repositories', () => {
  const listeners = [
    { port: 22, protocol: 'ssh' as const, purpose: 'application' as const, tls: { claims: [], gaps: [] }, authentication: { claims: [], gaps: [] } },
  ]
  const judged = deployment({
    components: [
      { id: 'web', ports: [port('8022:8022', 12)] },
      { id: 'git', ports: [port('22:22', 22)], is: { reading: { listeners } } },
    ],
  })
  expect(outcome(ssh, judged)).toEqual([])
  expect(passing(ssh, judged)).toEqual(['web', 'git'])
})
