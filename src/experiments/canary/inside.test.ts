import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inside, listInside } from './inside.ts'

describe("a program's own files", () => {
  let folder = ''
  let root = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-inside-'))
    root = join(folder, 'root')
    mkdirSync(join(root, 'data/base'), { recursive: true })
    mkdirSync(join(root, 'wal'))
    mkdirSync(join(folder, 'data'))
    writeFileSync(join(folder, 'data/foreign'), '')
    for (const name of ['data/base/1', 'wal/2', 'data/3']) writeFileSync(join(root, name), name)
    symlinkSync('/wal', join(root, 'data/pg_wal'))
    symlinkSync('../../data', join(root, 'out'))
    symlinkSync('/loop', join(root, 'loop'))
    symlinkSync('..', join(root, 'wal/up'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are found through links as the program sees them, never outside of its root', async () => {
    expect(await inside(root, '/data/pg_wal/2')).toBe(join(root, 'wal/2'))
    expect(await inside(root, '/out/3')).toBe(join(root, 'data/3'))
    expect(await inside(root, '/../../data/foreign')).toBeUndefined()
    expect(await inside(root, '/loop')).toBeUndefined()
    expect(await inside(root, '/nowhere')).toBeUndefined()
  })

  it('are listed with what lies behind one link', async () => {
    const { files, part } = await listInside(root, '/data', new AbortController().signal)
    expect(files.map(({ path, file }) => `${path} ${file.slice(root.length)}`).toSorted()).toEqual([
      '/data/3 /data/3',
      '/data/base/1 /data/base/1',
      '/data/pg_wal/2 /wal/2',
    ])
    expect(part).toBe(false)
    expect((await listInside(root, '/data/3', new AbortController().signal)).files).toMatchObject([{ path: '/data/3', size: 6 }])
    expect((await listInside(root, '/data', AbortSignal.abort())).part).toBe(true)
  })
})
