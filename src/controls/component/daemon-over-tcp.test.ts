import { expect, it } from 'vitest'
import { deployment, outcome, passing } from '../../testing/deployment.ts'
import { daemonOverTcp } from './daemon-over-tcp.ts'

it('finds a daemon that obeys everybody', () => {
  const judged = deployment({ components: [{ id: 'dind', command: ['dockerd', '-H', 'tcp://0.0.0.0:2375'] }] })
  expect(outcome(daemonOverTcp, judged)).toEqual(['dind high compose.yml:5'])
  const joined = deployment({ components: [{ id: 'dind', command: ['dockerd', '--host=tcp://0.0.0.0:2375', '--tls=false'] }] })
  expect(outcome(daemonOverTcp, joined)).toEqual(['dind high compose.yml:5'])
  const emptied = deployment({ components: [{ id: 'dind', image: 'docker:27-dind', env: { DOCKER_TLS_CERTDIR: ['', 12] } }] })
  expect(outcome(daemonOverTcp, emptied)).toEqual(['dind high compose.yml:12'])
})

it('leaves a daemon with client certificates, or on its own loopback, alone', () => {
  const judged = deployment({
    components: [
      { id: 'strict', command: ['dockerd', '-H', 'tcp://0.0.0.0:2376', '--tlsverify'] },
      { id: 'own', command: ['dockerd', '-H', 'tcp://127.0.0.1:2375'] },
      { id: 'other', command: ['server', '--upstream', 'tcp://db:5432'] },
    ],
  })
  expect(outcome(daemonOverTcp, judged)).toEqual([])
})

it('finds clients that give orders over plain TCP', () => {
  const judged = deployment({ components: [{ id: 'ci', env: { DOCKER_HOST: ['tcp://dind:2375', 12] } }, { id: 'dind' }] })
  expect(outcome(daemonOverTcp, judged)).toEqual(['ci high compose.yml:12'])
  expect(outcome(daemonOverTcp, deployment({ components: [{ id: 'ci', env: { DOCKER_HOST: ['tcp://10.0.0.5:2375', 12] } }] }))).toEqual([
    'ci critical compose.yml:12',
  ])
})

it('passes TLS, a socket, and a filtering proxy', () => {
  const judged = deployment({
    components: [
      { id: 'tls', env: { DOCKER_HOST: ['tcp://dind:2376', 12], DOCKER_TLS_VERIFY: ['1', 13] } },
      { id: 'local', env: { DOCKER_HOST: ['unix:///var/run/docker.sock', 22] } },
      { id: 'edge', env: { DOCKER_HOST: ['tcp://filter:2375', 32] } },
      { id: 'filter', is: { reading: { image: { mediatesControlSocket: true } } } },
    ],
  })
  expect(outcome(daemonOverTcp, judged)).toEqual([])
  expect(passing(daemonOverTcp, judged)).toEqual(['tls', 'edge'])
})
