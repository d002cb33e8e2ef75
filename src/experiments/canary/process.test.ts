import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listeningProcess, outputOf, programOf, rootOf } from './process.ts'

// 6379 is 18EB; state 0A listens, 01 is a connection
const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const row = (address: string, state: string, inode: number): string =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`

describe('the process behind a port', () => {
  let proc = ''
  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'ringwall-proc-'))
    mkdirSync(join(proc, 'net'))
    process_(7, 'redis-server', { 1: '/var/log/redis.log', 2: '/dev/null', 5: 'socket:[501]' }, 'mnt:[2]')
    process_(40, 'redis-child', { 1: 'pipe:[9]', 2: '/tmp/gone (deleted)', 6: 'socket:[501]', 7: 'socket:[500]' }, 'mnt:[1]')
    mkdirSync(join(proc, 'self/ns'), { recursive: true })
    symlinkSync('mnt:[1]', join(proc, 'self/ns/mnt'))
  })
  afterEach(() => rmSync(proc, { recursive: true }))

  function process_(pid: number, name: string, open: Readonly<Record<number, string>>, mounts: string): void {
    for (const folder of ['fd', 'ns']) mkdirSync(join(proc, String(pid), folder), { recursive: true })
    writeFileSync(join(proc, String(pid), 'comm'), `${name}\n`)
    for (const [number, target] of Object.entries(open)) symlinkSync(target, join(proc, String(pid), 'fd', number))
    symlinkSync(mounts, join(proc, String(pid), 'ns/mnt'))
    symlinkSync('/', join(proc, String(pid), 'root'))
  }

  it('is the first that listens there; a connection of another counts for nothing', async () => {
    writeFileSync(join(proc, 'net/tcp'), `${head}${row('0100007F:18EB', '01', 500)}${row('0100007F:18EB', '0A', 501)}`)
    expect(await listeningProcess(6379, proc)).toBe(7)
    expect(await listeningProcess(6380, proc)).toBeUndefined()
    writeFileSync(join(proc, 'net/tcp'), `${head}${row('0100007F:18EB', '01', 500)}`)
    expect(await listeningProcess(6379, proc)).toBeUndefined()
    writeFileSync(join(proc, 'net/tcp6'), `${head}${row('00000000000000000000000000000000:18EB', '0A', 501)}`)
    expect(await listeningProcess(6379, proc)).toBe(7)
  })

  it('tells its program, where its output goes, and where its files are seen', async () => {
    expect([await programOf(7, proc), await programOf(8, proc)]).toEqual(['redis-server', ''])
    expect([await outputOf(7, proc), await outputOf(40, proc), await outputOf(8, proc)]).toEqual([['/var/log/redis.log'], [], []])
    expect([await rootOf(7, proc), await rootOf(40, proc)]).toEqual([join(proc, '7/root'), '/'])
    // who may not look into it does not take it for this machine's
    expect(await rootOf(8, proc)).toBe(join(proc, '8/root'))
  })
})
