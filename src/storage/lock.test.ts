import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../../test/live/server.ts'
import { realDisk } from './disk.ts'
import type { Holder, Locked } from './lock.ts'
import { holderOf, isAlive, takeLock } from './lock.ts'

const places: string[] = []

afterEach(() => {
  for (const each of places.splice(0)) rmSync(each, { recursive: true })
})

function folder(): string {
  const place = mkdtempSync(join(tmpdir(), 'ringwall-lock-'))
  places.push(place)
  return place
}

function take(place: string, pid: number, alive: readonly number[], disk = realDisk): Locked {
  return takeLock(place, { pid, start: 'a' }, (holder: Holder) => alive.includes(holder.pid), disk)
}

describe('the lock', () => {
  it('is held by one living process, and names it', () => {
    const place = folder()
    expect('release' in take(place, 1, [1, 2])).toBe(true)
    expect(take(place, 2, [1, 2])).toEqual({ heldBy: 1 })
  })

  it('is free when it is released, and when its process is no more', () => {
    const place = folder()
    const first = take(place, 1, [1])
    if ('release' in first) first.release()
    expect('release' in take(place, 2, [1, 2])).toBe(true)
    expect('release' in take(place, 3, [3])).toBe(true)
    expect(readdirSync(place)).toEqual(['free', 'lock-3'])
  })

  it('goes to one of two that find it free at the same moment', () => {
    const place = folder()
    let other: Locked | undefined
    const disk = {
      ...realDisk,
      link(from: string, to: string) {
        // the other one is faster, and is done before this one goes on
        other ??= take(place, 2, [1, 2])
        realDisk.link(from, to)
      },
    }
    expect(take(place, 1, [1, 2], disk)).toEqual({ heldBy: 2 })
    expect(other !== undefined && 'release' in other).toBe(true)
  })

  it('knows a process from a later one with its number', () => {
    const own = holderOf(process.pid)!
    expect(isAlive(own)).toBe(true)
    expect(isAlive({ ...own, start: '1 another' })).toBe(false)
    expect(holderOf(2 ** 22 + 1)).toBeUndefined()
  })

  it('is free when its process has ended and nobody has asked how', async () => {
    // the shell becomes a program that asks after none of its children before the child ends
    const parent = spawn('/bin/sh', ['-c', '/bin/sleep 0.3 & echo $!; exec /bin/sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const gone = new Promise((resolve) => parent.once('exit', resolve))
    try {
      const pid = Number(String(await new Promise((resolve) => parent.stdout.once('data', resolve))))
      await eventually(() => expect(readFileSync(`/proc/${pid}/stat`, 'latin1')).toContain(') Z '))
      expect(holderOf(pid)).toBeUndefined()
    } finally {
      parent.kill('SIGKILL')
      await gone
    }
  })
})
