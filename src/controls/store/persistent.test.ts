import { expect, it } from 'vitest'
import { bind, deployment, line, messages, outcome, passing, volume, written } from '../../testing/deployment.ts'
import { persistent } from './persistent.ts'

type Mounts = readonly ReturnType<typeof volume>[]

function keeping(mounts: Mounts, store: { path: string; holds?: 'data' | 'logs'; disposable?: boolean } = { path: '/var/lib/db/data' }) {
  return deployment({ components: [{ id: 'db', mounts, is: { role: 'datastore', reading: { stores: [{ holds: 'data', ...store }] } } }] })
}

it('finds a mount that misses the folder by upper and lower case', () => {
  const judged = keeping([volume('data', '/VAR/LIB/DB/DATA', 12)])
  expect(outcome(persistent, judged)).toEqual(['db:/var/lib/db/data low compose.yml:12 compose.yml:10'])
  expect(messages(persistent, judged)[0]).toContain('mounted on /VAR/LIB/DB/DATA')
})

it('finds data in the container, in memory and in /tmp', () => {
  expect(outcome(persistent, keeping([volume('other', '/srv', 12)]))).toEqual(['db:/var/lib/db/data low compose.yml:10'])
  const memory = { kind: 'tmpfs' as const, target: written('/var/lib/db/data', 12), readOnly: false, options: [], at: line(12) }
  expect(outcome(persistent, keeping([memory]))).toEqual(['db:/var/lib/db/data low compose.yml:12'])
  expect(messages(persistent, keeping([], { path: '/tmp/db' }))[0]).toContain('a folder for what may be lost')
})

it('passes volumes and folders on the path or above it, and what may be lost', () => {
  for (const mounts of [[volume('data', '/var/lib/db/data', 12)], [volume('data', '/var/lib/db', 12)], [bind('./data', '/var/lib/db/data', 12)]]) {
    expect(outcome(persistent, keeping(mounts))).toEqual([])
    expect(passing(persistent, keeping(mounts))).toEqual(['db:/var/lib/db/data'])
  }
  expect(outcome(persistent, keeping([], { path: '/data', disposable: true }))).toEqual([])
  expect(outcome(persistent, keeping([], { path: '/var/log/db', holds: 'logs' }))).toEqual([])
})

it('does not judge what it does not know', () => {
  const judged = deployment({ components: [{ id: 'app', image: 'acme/app:1' }] })
  expect([...outcome(persistent, judged), ...passing(persistent, judged)]).toEqual([])
})
