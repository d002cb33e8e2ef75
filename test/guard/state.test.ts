import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../../src/guard/state/libsql.ts'
import { migrate } from '../../src/guard/state/migrations.ts'
import { openShared } from '../../src/guard/state/postgres.ts'
import { stateContract } from './state-contract.ts'
import { key } from './state-records.ts'

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'ringwall-state-')), 'guard.db')
}

describe('libsql', () => {
  const file = newFile()
  stateContract(() => openEmbedded({ file, poll: 20 }))

  it('keeps its files to its owner', async () => {
    const database = await openEmbedded({ file })
    for (const name of ['', '-wal', '-shm']) expect([name, statSync(`${file}${name}`).mode & 0o777]).toEqual([name, 0o600])
    expect(await database.all('PRAGMA synchronous')).toMatchObject([{ synchronous: 2 }])
    expect(await database.all('PRAGMA journal_mode')).toMatchObject([{ journal_mode: 'wal' }])
    await database.close()
  })

  it('says what is wrong with a file', async () => {
    const bad = newFile()
    writeFileSync(bad, 'this is no database, but it is longer than a header of one, which has a hundred bytes or so: it goes on for a while')
    await expect(openEmbedded({ file: bad })).rejects.toMatchObject({ name: 'StateFault', code: 'damaged' })
    await expect(openEmbedded({ file: '/nowhere/guard.db' })).rejects.toMatchObject({ name: 'StateFault', code: 'unavailable' })
  })

  it('runs a migration once, whole or not at all', async () => {
    const database = await openEmbedded({ file: newFile() })
    const dialect = { integer: 'INTEGER', end: ' STRICT' }
    const before = (await database.all('SELECT version FROM guard_schema')).map(() => (): readonly string[] => [])
    const added = (): readonly string[] => ['CREATE TABLE more (x TEXT)', `INSERT INTO more VALUES ('1')`]
    const broken = (): readonly string[] => ['CREATE TABLE less (x TEXT)', 'CREATE nonsense']
    await expect(migrate(database, dialect, [...before, added, broken])).rejects.toMatchObject({ code: 'unavailable' })
    await expect(database.all('SELECT * FROM more')).rejects.toThrow('does not answer')
    for (let round = 0; round < 2; round++) await migrate(database, dialect, [...before, added])
    expect(await database.all('SELECT x FROM more')).toMatchObject([{ x: '1' }])
    await database.close()
  })

  it('has no secret of a key or a session in its files', async () => {
    // the contract kept many of both
    const bytes = ['', '-wal'].map((name) => readFileSync(`${file}${name}`, { flag: 'a+' }).toString('latin1')).join('')
    expect(bytes.includes(key('k1').hash)).toBe(true)
    expect([bytes.includes('the key k1'), bytes.includes('the reference s1'), /gk_[a-z]+_[0-9A-Za-z]{36}/.test(bytes)]).toEqual([false, false, false])
  })
})

it('a database on another machine is spoken to over verified TLS alone', async () => {
  const target = { host: 'db.example', port: 5432, database: 'guard', user: 'guard' }
  await expect(openShared(target)).rejects.toMatchObject({ code: 'refused' })
})
