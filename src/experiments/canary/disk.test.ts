import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceName, diskBelow } from './disk.ts'

describe('the disk below a file', () => {
  let folder = ''
  let sys = ''
  let here = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-disk-'))
    sys = join(folder, 'sys')
    here = deviceName(statSync(folder, { bigint: true }).dev)
    mkdirSync(sys)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A block device as /sys shows it, on top of others. */
  function device(name: string, uuid: string | undefined, ...below: readonly string[]): void {
    mkdirSync(join(sys, name, 'slaves'), { recursive: true })
    if (uuid !== undefined) {
      mkdirSync(join(sys, name, 'dm'))
      writeFileSync(join(sys, name, 'dm/uuid'), `${uuid}\n`)
    }
    for (const each of below) symlinkSync(join(sys, each), join(sys, name, 'slaves', each))
  }

  it('is encrypted where dm-crypt is anywhere below', async () => {
    device('disk', undefined)
    device('crypt', 'CRYPT-LUKS2-0123-data', 'disk')
    device(here, 'LVM-abc', 'crypt')
    expect(await diskBelow(folder, sys)).toBe('encrypted')
  })

  it('is in clear where one of several devices is', async () => {
    device('disk', undefined)
    device('other', undefined)
    device('crypt', 'CRYPT-LUKS2-0123-data', 'disk')
    device(here, 'LVM-abc', 'crypt', 'other')
    expect(await diskBelow(folder, sys)).toBe('clear')
  })

  it('is not known where there is no device, or its layers have no end', async () => {
    expect(await diskBelow(folder, sys)).toBe('unknown')
    expect(await diskBelow(join(folder, 'nowhere'), sys)).toBe('unknown')
    device(here, undefined, here)
    expect(await diskBelow(folder, sys)).toBe('unknown')
  })

  it('is none for a file in memory', async () => {
    expect(await diskBelow('/dev/shm', sys)).toBe('memory')
  })

  it('is named as Linux does', () => {
    // makedev of glibc
    expect([65024n, 1227949024n, 17592186275847n].map(deviceName)).toEqual(['254:0', '259:300000', '5000:7'])
  })
})
