import { describe, expect, it } from 'vitest'
import type { Component } from '../../../model/graph.ts'
import { setting } from '../../../model/setting.ts'
import { component } from '../../../testing/component.ts'
import type { MadeUp } from '../../../testing/running.ts'
import { running } from '../../../testing/running.ts'
import { programInForce } from './processes.ts'
import { backupAge, isBackupStore, storesInForce } from './stores.ts'

const day = 86_400_000
const folder = (mode: number): { readonly kind: 'folder'; readonly mode: number } => ({ kind: 'folder', mode })

describe('stores', () => {
  const store = { path: '/data', holds: 'data', disposable: false, trail: [] } as const
  const told = (machine: MadeUp): readonly string[] =>
    storesInForce([{ store, path: '/srv/db/data' }], running(machine)).map(({ concern, verdict }) => `${concern} ${verdict}`)

  const way = { '/srv': folder(0o755), '/srv/db': folder(0o755) }

  it.each([
    ['shut', { '/srv': folder(0o755), '/srv/db': folder(0o755), '/srv/db/data': folder(0o700) }, 'safe'],
    ['readable', { ...way, '/srv/db/data': folder(0o755), '/srv/db/data/x': { mode: 0o644 } }, 'unsafe'],
    [
      'readable in a folder of theirs',
      { ...way, '/srv/db/data': folder(0o755), '/srv/db/data/d': folder(0o755), '/srv/db/data/d/x': { mode: 0o644 } },
      'unsafe',
    ],
    ['shut one by one', { ...way, '/srv/db/data': folder(0o755), '/srv/db/data/x': { mode: 0o640 }, '/srv/db/data/d': folder(0o700) }, 'safe'],
    ['listed by nobody', { ...way, '/srv/db/data': folder(0o755) }, 'unknown'],
    ['open to changes', { ...way, '/srv/db/data': folder(0o777) }, 'unsafe'],
    ['readable below a shut folder', { '/srv': folder(0o755), '/srv/db': folder(0o750), '/srv/db/data': folder(0o777) }, 'safe'],
    [
      'readable below what may not be looked at',
      { '/srv': folder(0o755), '/srv/db/data': folder(0o755), '/srv/db/data/x': { mode: 0o644 } },
      'unknown',
    ],
  ])('that are %s', (_, statuses, verdict) => {
    expect(told({ statuses })).toEqual(['encryption-at-rest unknown', `file-access ${verdict}`])
  })

  it('that are not there are not judged', () => {
    expect(told({})).toEqual([])
  })
})

describe('backups', () => {
  const age = (statuses: NonNullable<MadeUp['statuses']>): string =>
    backupAge('/b', '/b', [], 100 * day, running({ statuses: { '/b': folder(0o700), ...statuses } }))
      .map(({ verdict, actual }) => `${verdict}: ${actual}`)
      .join()

  it.each([
    ['new', { '/b/x': { changed: 99 * day }, '/b/y': { changed: 1 } }, 'safe: newest file 1 day old'],
    ['in folders', { '/b/z': folder(0o700), '/b/z/x': { changed: 95 * day } }, 'safe: newest file 5 days old'],
    ['old', { '/b/x': { changed: 60 * day } }, 'unsafe: newest file 40 days old'],
    ['a folder that may not be read', { '/b/x': { changed: 60 * day }, '/b/z': folder(0o700) }, 'unknown: newest file 40 days old'],
  ])('that are %s', (_, statuses, expected) => {
    expect(age(statuses)).toBe(expected)
  })

  it('are known by name', () => {
    expect(['/var/backups', 'db-backup', '/srv/restic', '/data/pgbackrest/x'].map((name) => isBackupStore(name))).toEqual([true, true, true, true])
    expect(['/var/lib/db', '/srv/backupper', undefined].map((name) => isBackupStore(name))).toEqual([false, false, false])
  })
})

describe('the processes of a unit', () => {
  const files = {
    '/etc/passwd': 'root:x:0:0::/:/bin/sh\nredis:x:107:110::/:/bin/false\n',
    '/proc/7/cgroup': '0::/system.slice/redis.service\n',
    '/proc/7/status': 'Uid:\t107\t107\t107\t107\nNoNewPrivs:\t0\n',
    '/proc/8/cgroup': '0::/system.slice/redis.service.d/x\n',
    '/proc/8/status': 'Uid:\t0\t0\t0\t0\n',
    '/sys/fs/cgroup/system.slice/redis.service/memory.max': 'max\n',
  }
  const unit = (user: string): Pick<Component, 'input'> => {
    const base = component({ form: 'process', user })
    const sandbox = [{ name: 'NoNewPrivileges', essential: true, on: true, trail: [] }]
    return { input: { ...base, unit: { value: 'redis.service', trail: [] }, isolation: { ...base.isolation, memoryLimit: setting('1G'), sandbox } } }
  }
  const told = (user: string, more: Readonly<Record<string, string>> = {}): readonly string[] =>
    programInForce(unit(user), running({ files: { ...files, ...more } })).map(({ key, verdict, actual }) => `${key} ${verdict}: ${actual}`)

  it('are held against it', () => {
    expect(told('redis')).toEqual([
      'running user safe: as the user of its unit',
      'running NoNewPrivileges unsafe: with the way open to more rights',
      'running MemoryMax unsafe: without a limit of memory',
    ])
    const good = { '/proc/7/status': 'Uid:\t0\t0\t0\t0\nNoNewPrivs:\t1\n', '/sys/fs/cgroup/system.slice/redis.service/memory.max': '1073741824\n' }
    expect(told('redis', good)).toEqual([
      'running user unsafe: as root',
      'running NoNewPrivileges safe: without a way to more rights',
      'running MemoryMax safe: with a limit of 1073741824 bytes',
    ])
  })

  it('may give up what root is, and say nothing where none runs', () => {
    expect(told('root').filter((each) => each.includes('user'))).toEqual([])
    expect(told('redis', { '/proc/7/cgroup': '0::/user.slice\n' })).toEqual([])
  })
})
