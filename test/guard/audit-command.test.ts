import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { verifierText } from '../../src/guard/audit/note.ts'
import { call } from '../in-process.ts'
import { keyEvent, keys, newFolder, openLog, origin } from './audit-log.ts'

let folder = ''
let at = ''
const notes: string[] = []

/** A log that was written in two goes, with checkpoints kept elsewhere. */
beforeAll(async () => {
  folder = newFolder()
  at = join(folder, '..')
  const places = [{ name: 'elsewhere', deliver: async (note: string) => void notes.push(note) }]
  for (const names of [['one', 'two'], ['three']]) {
    const log = await openLog(folder, { places })
    for (const name of names) await log.write(keyEvent(name))
    await log.close()
  }
  writeFileSync(join(at, 'audit.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }))
  writeFileSync(join(at, 'audit.vkey'), `${verifierText({ name: origin, key: keys.publicKey })}\n`)
  writeFileSync(join(at, 'kept'), notes.map((note) => `${note}\n`).join(''))
  writeFileSync(join(at, 'kept-first'), notes[0]!)
})

async function audit(...argv: readonly string[]): ReturnType<typeof call> {
  return call(['guard', 'audit', ...argv], at)
}

describe('verify', () => {
  it('says that nothing was changed, by either spelling of the key', async () => {
    const told = [
      `${origin}: records 0 to 6`,
      'unchanged: 7 are what 2 checkpoints say',
      '2 of 2 checkpoints that were kept elsewhere say the same',
      '',
    ].join('\n')
    expect(await audit('verify', 'log', '--key', 'audit.pub', '--checkpoint', 'kept')).toEqual({ stdout: told, stderr: '', exit: 0 })
    expect(await audit('verify', 'log', '--key', 'audit.vkey', '--checkpoint', 'kept')).toEqual({ stdout: told, stderr: '', exit: 0 })
    expect((await audit('verify', 'log', '--key', 'audit.vkey')).stdout).toContain('whether the end was cut off was not checked')
  })

  it('names the first bad record', async () => {
    const path = join(folder, '000000000000.log')
    const whole = readFileSync(path, 'utf8')
    try {
      writeFileSync(path, whole.replace('"key":"two"', '"key":"too"'))
      const { stdout, exit } = await audit('verify', 'log', '--key', 'audit.pub')
      expect(exit).toBe(1)
      expect(stdout).toContain('NOT AS WRITTEN: record 2 (000000000000.log:4): its content is not what its hash says\n')
      const json = JSON.parse((await audit('verify', 'log', '--key', 'audit.pub', '--format', 'json')).stdout) as { problems: unknown[] }
      expect(json.problems).toMatchObject([{ record: 2 }])
    } finally {
      writeFileSync(path, whole)
    }
  })

  it('says what is wrong with the call', async () => {
    writeFileSync(join(at, 'other'), notes[0]!.replace('\n4\n', '\n5\n'))
    for (const [argv, what] of [
      [['verify', 'log'], 'which key signs'],
      [['verify', 'nothing', '--key', 'audit.pub'], 'no such file or folder'],
      [['verify', '.', '--key', 'audit.pub'], 'there is no audit log in it'],
      [['verify', 'log', '--key', 'kept'], 'no public Ed25519 key'],
      [['verify', 'log', '--key', 'audit.vkey', '--origin', 'another'], 'the key is that of guard.example/audit'],
      [['verify', 'log', '--key', 'audit.pub', '--checkpoint', 'other'], 'no checkpoint in it is signed'],
      [['export', 'log', '--key', 'audit.pub', '--proof', '7'], 'none with number 7'],
      [['export', 'log', '--collector', 'ftp://host'], 'none of syslog+udp'],
      [['export', 'log', '--collector', 'https://u:p@host'], 'no log-in stands in the address'],
    ] as const) {
      const said = await audit(...argv)
      expect([said.exit, said.stderr]).toEqual([2, expect.stringContaining(what)])
    }
    expect((await audit('verify', 'log', '--key', 'audit.pub', '--origin', 'another')).stdout).toContain('it is of the log "guard.example/audit"')
  })
})

describe('export', () => {
  it('copies what can be verified by itself', async () => {
    const { stdout } = await audit('export', 'log', '--key', 'audit.pub')
    writeFileSync(join(at, 'copy'), stdout)
    expect((await audit('verify', 'copy', '--key', 'audit.vkey')).stdout).toContain('unchanged: 7 are what 1 checkpoint say')
    writeFileSync(join(at, 'copy'), stdout.replace('"three"', '"throe"'))
    expect((await audit('verify', 'copy', '--key', 'audit.vkey')).stdout).toContain('record 5 (copy:7)')
  })

  it('copies what came behind a checkpoint, and shows that the log only grew', async () => {
    const old = notes[0]!.split('\n')[1]!
    const { stdout } = await audit('export', 'log', '--key', 'audit.pub', '--from', old)
    writeFileSync(join(at, 'part'), stdout)
    const said = await audit('verify', 'part', '--key', 'audit.vkey', '--checkpoint', 'kept-first')
    expect(said.stdout).toBe(
      `${origin}: records 4 to 6\nunchanged: 3 are what 1 checkpoint say\n1 of 1 checkpoint that were kept elsewhere say the same\n`,
    )
    const [header = '', ...lines] = stdout.split('\n')
    const other = JSON.parse(header) as { peaks: string[] }
    writeFileSync(join(at, 'part'), [header.replace(other.peaks[0]!, `A${other.peaks[0]!.slice(1)}`), ...lines].join('\n'))
    expect((await audit('verify', 'part', '--key', 'audit.vkey', '--checkpoint', 'kept-first')).exit).toBe(1)
  })

  it('proves one record, and that the log only grew', async () => {
    const proof = (await audit('export', 'log', '--key', 'audit.pub', '--proof', '1')).stdout
    writeFileSync(join(at, 'proof'), proof)
    const { stdout, exit } = await audit('verify', 'proof', '--key', 'audit.pub')
    expect(exit).toBe(0)
    expect(stdout).toContain(`among its first 7 records:\n1 2026-03-01T10:00:00.000Z management key by=account:ada change=created key=one`)
    writeFileSync(join(at, 'proof'), proof.replace('index 1', 'index 2'))
    expect((await audit('verify', 'proof', '--key', 'audit.pub')).stdout).toContain('NOT PROVEN')
    const grown = (await audit('export', 'log', '--key', 'audit.pub', '--consistency', '4')).stdout
    writeFileSync(join(at, 'grown'), grown)
    expect(await audit('verify', 'grown', '--key', 'audit.pub', '--checkpoint', 'kept-first')).toMatchObject({ exit: 0 })
    expect((await audit('verify', 'grown', '--key', 'audit.pub')).stdout).toContain('NOT PROVEN')
    writeFileSync(join(at, 'grown'), grown.replace('old 4', 'old 3'))
    expect(await audit('verify', 'grown', '--key', 'audit.pub', '--checkpoint', 'kept-first')).toMatchObject({ exit: 1 })
  })
})

describe('show', () => {
  it('prints the records that are chosen', async () => {
    expect((await audit('show', 'log', '--kind', 'key', '--from', '2')).stdout).toBe(
      [2, 5]
        .map((seq) => `${seq} 2026-03-01T10:00:00.000Z management key by=account:ada change=created key=${seq === 2 ? 'two' : 'three'}\n`)
        .join(''),
    )
    const json = (await audit('show', 'log', '--format', 'json', '--last', '1')).stdout
    expect(json).toBe('{"at":"2026-03-01T10:00:00.000Z","class":"operation","kind":"stop","seq":6}\n')
    expect((await audit('show', 'log', '--since', '2027-01-01')).stdout).toBe('')
    expect((await audit('show', 'log', '--with', '"one"', '--class', 'management')).stdout).toContain('key=one\n')
  })
})
