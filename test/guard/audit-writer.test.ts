import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogFile, OpenFile } from '../../src/guard/audit/disk.ts'
import { openLogFile } from '../../src/guard/audit/disk.ts'
import { writtenLength } from '../../src/guard/audit/segment.ts'
import type { AuditLog } from '../../src/guard/audit/writer.ts'
import { decision, handClock, keyEvent, newFolder, openLog, origin, records, verified } from './audit-log.ts'

type Step = keyof Omit<LogFile, 'close'>

/** A disk on which the steps that `fails` names fail, the way a full one does: with so many of the bytes written. */
function failing(fails: (step: Step, path: string) => boolean, part = 37): OpenFile {
  return async (path, isNew, ahead) => {
    const file = await openLogFile(path, isNew, ahead)
    const trap =
      <A extends readonly unknown[]>(step: Step, call: (...args: A) => Promise<void>) =>
      async (...args: A): Promise<void> => {
        if (!fails(step, path)) return call(...args)
        if (step === 'write') await file.write((args[0] as Buffer).subarray(0, part), args[1] as number)
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
      }
    return { ...file, write: trap('write', file.write), cut: trap('cut', file.cut) }
  }
}

function kinds(folder: string): readonly unknown[] {
  return records(folder).map(({ kind, cause }) => (kind === 'gap' ? cause : kind))
}

describe('the writer', () => {
  it('has what is fail-closed on the disk before it answers, and all of it at its end', async () => {
    const folder = newFolder()
    const log = await openLog(folder)
    await log.write(keyEvent('one'))
    expect(kinds(folder)).toEqual(['start', 'key'])
    await log.write(decision('allow'))
    expect(kinds(folder)).toEqual(['start', 'key'])
    await log.close()
    expect(kinds(folder)).toEqual(['start', 'key', 'decision', 'stop'])
    expect(records(folder).map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
    expect(verified(folder)).toEqual({ first: 0, end: 4, signed: 4, checkpoints: 1, outside: 0, gaps: [], problems: [] })
    await expect(log.write(keyEvent('late'))).rejects.toMatchObject({ code: 'closed' })
    expect(statSync(join(folder, '000000000000.log')).mode & 0o777).toBe(0o600)
  })

  it('writes what comes together in one go, in the order in which it came', async () => {
    const folder = newFolder()
    let writes = 0
    const log = await openLog(folder, { open: failing((step) => ((writes += step === 'write' ? 1 : 0), false)) })
    await Promise.all(Array.from({ length: 500 }, (_, at) => log.write(keyEvent(`k${at}`))))
    expect(writes).toBeLessThan(8)
    await log.close()
    expect(
      records(folder)
        .slice(1, -1)
        .map(({ key }) => key),
    ).toEqual(Array.from({ length: 500 }, (_, at) => `k${at}`))
  })

  it('writes the others within 200 ms, and a checkpoint every minute in which there was something', async () => {
    const folder = newFolder()
    const clock = handClock()
    const notes: string[] = []
    const log = await openLog(folder, { clock, places: [{ name: 'elsewhere', deliver: async (note) => void notes.push(note) }] })
    for (let at = 0; at < 20; at++) await log.write(decision('allow'))
    clock.pass(200)
    await log.write(keyEvent('x'))
    expect(records(folder)[1]).toMatchObject({ kind: 'decision', count: 20 })
    expect(log.status()).toEqual({ size: 3, signed: 0, fault: undefined, failingPlaces: [] })
    clock.pass(60_000)
    await log.write(keyEvent('y'))
    await log.close()
    expect(notes.map((note) => note.split('\n').slice(0, 2))).toEqual([
      [origin, '4'],
      [origin, '5'],
    ])
    expect(verified(folder, notes.join('\n'))).toMatchObject({ checkpoints: 2, outside: 2, problems: [] })
  })

  it.each([100_000, 10_000_000])('signs every thousand records, and begins new segments behind %d bytes', async (segmentBytes) => {
    const folder = newFolder()
    const log = await openLog(folder, { segmentBytes })
    for (let round = 0; round < 50; round++) await Promise.all(Array.from({ length: 50 }, (_, at) => log.write(keyEvent(`k${round}.${at}`))))
    await log.close()
    expect(readdirSync(folder).filter((name) => name.endsWith('.log'))).toHaveLength(segmentBytes === 100_000 ? 5 : 1)
    const { checkpoints, problems, end } = verified(folder)
    expect({ problems, end }).toEqual({ problems: [], end: 2502 })
    expect(checkpoints).toBe(segmentBytes === 100_000 ? 5 : 3)
    const again = await openLog(folder, { segmentBytes })
    await again.close()
    expect(verified(folder)).toMatchObject({ problems: [], gaps: [], end: 2504, signed: 2504 })
  })

  it('says so where a place does not take checkpoints, once', async () => {
    const folder = newFolder()
    const clock = handClock()
    let isOpen = false
    const deliver = async (): Promise<void> => {
      if (!isOpen) throw new Error('unreachable')
    }
    const log = await openLog(folder, { clock, places: [{ name: 'collector', deliver }] })
    for (let minute = 0; minute < 3; minute++) {
      await log.write(keyEvent(`m${minute}`))
      clock.pass(60_000)
      await log.write(keyEvent(`n${minute}`))
    }
    expect(log.status().failingPlaces).toEqual(['collector'])
    isOpen = true
    await log.close()
    expect(kinds(folder).filter((kind) => kind === 'checkpoint-not-delivered')).toHaveLength(1)
    expect(log.status().failingPlaces).toEqual([])
  })

  it('lets nobody else write', async () => {
    const folder = newFolder()
    const log = await openLog(folder)
    await expect(openLog(folder)).rejects.toMatchObject({ code: 'held' })
    await log.close()
    await (await openLog(folder)).close()
  })
})

describe('a disk that fails', () => {
  it.each([37, Infinity])('behind %d bytes: what is fail-closed is refused, the rest waits, and the gap is told', async (part) => {
    const folder = newFolder()
    let isFull = false
    const clock = handClock()
    const log = await openLog(folder, { clock, open: failing((step) => isFull && step === 'write', part) })
    await log.write(keyEvent('before'))
    isFull = true
    await expect(log.write(keyEvent('refused'))).rejects.toMatchObject({ code: 'not-written' })
    await log.write({ kind: 'log-out', who: { type: 'anonymous' }, why: 'idle' })
    await expect(Promise.all([log.write(keyEvent('refused')), log.write(keyEvent('refused'))])).rejects.toMatchObject({ code: 'not-written' })
    expect(log.status().fault).toContain('ENOSPC')
    isFull = false
    await log.write(keyEvent('after'))
    expect(log.status().fault).toBeUndefined()
    await log.close()
    expect(records(folder).map(({ kind, key, refused, lost }) => [kind, key ?? refused, lost])).toEqual([
      ['start', undefined, undefined],
      ['key', 'before', undefined],
      ['gap', 3, 0],
      ['log-out', undefined, undefined],
      ['key', 'after', undefined],
      ['stop', undefined, undefined],
    ])
    expect(verified(folder)).toMatchObject({ problems: [], gaps: [{ cause: 'not-written' }] })
  })

  it('that fails at random never loses what was said to be written, nor has what was refused', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const folder = newFolder()
      let state = seed * 7919
      // a linear congruence is chance enough, and the same in each run
      const chance = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
      let isBad = false
      const said = new Set<string>()
      const refused = new Set<string>()
      let log: AuditLog = await openLog(folder, { segmentBytes: 4_000, open: failing(() => isBad && chance() < 0.4) })
      isBad = true
      for (let at = 0; at < 60; at++) {
        const names = Array.from({ length: 3 }, (_, each) => `k${at}.${each}`)
        await Promise.all(
          names.map((name) =>
            log.write(keyEvent(name)).then(
              () => said.add(name),
              () => refused.add(name),
            ),
          ),
        )
      }
      isBad = false
      await log.close()
      log = await openLog(folder)
      await log.close()
      const written = records(folder).flatMap(({ kind, key }) => (kind === 'key' ? [key] : []))
      expect(refused.size).toBeGreaterThan(10)
      expect(written).toEqual([...said])
      expect(verified(folder)).toMatchObject({ problems: [], end: records(folder).length })
    }
  })
})

describe('after a process that was killed', () => {
  async function killed(): Promise<string> {
    const folder = newFolder()
    const log = await openLog(folder)
    for (let at = 0; at < 5; at++) await log.write(keyEvent(`k${at}`))
    // what a process that ended holds no longer
    for (const name of readdirSync(join(folder, 'lock'))) writeFileSync(join(folder, 'lock', name), '{}')
    return folder
  }
  const segment = '000000000000.log'

  it('the next one goes on, and says that there was no end', async () => {
    const folder = await killed()
    await (await openLog(folder)).close()
    expect(kinds(folder).slice(6)).toEqual(['not-stopped', 'start', 'stop'])
    expect(verified(folder)).toMatchObject({ problems: [], end: 9 })
  })

  it.each([
    ['in the middle of a record', 'qk0 {"kind"'],
    ['in the middle of a record, and room behind it', `qk0 {"kind"${'\0'.repeat(300)}`],
    ['where a part before it was never written', `${'\0'.repeat(300)}qk0 {"kind"`],
    ['with a whole line that is none', `${'x'.repeat(20_000)}\n`],
  ])('%s, the rest is set aside', async (_name, rest) => {
    const folder = await killed()
    const path = join(folder, segment)
    truncateSync(path, writtenLength(path))
    appendFileSync(path, rest)
    const torn = rest.replace(/\0+$/, '')
    await (await openLog(folder)).close()
    expect(kinds(folder).slice(6)).toEqual(['torn', 'start', 'stop'])
    expect(records(folder)[6]).toMatchObject({ bytes: torn.length })
    const aside = readdirSync(folder).find((name) => name.startsWith('torn-'))!
    expect(readFileSync(join(folder, aside), 'utf8')).toBe(torn)
    expect(verified(folder).problems).toEqual([])
  })

  it('the room that its writer kept before itself is nothing that is torn', async () => {
    const folder = await killed()
    const path = join(folder, segment)
    expect(statSync(path).size).toBeGreaterThan(200_000)
    expect(verified(folder)).toMatchObject({ end: 6 })
    await (await openLog(folder)).close()
    expect(kinds(folder).slice(6)).toEqual(['not-stopped', 'start', 'stop'])
    expect(readdirSync(folder).some((name) => name.startsWith('torn-'))).toBe(false)
    expect(readFileSync(path).includes(0)).toBe(false)
  })

  it('a checkpoint that is half there is written over', async () => {
    const folder = newFolder()
    await (await openLog(folder)).close()
    const path = join(folder, '000000000000.checkpoints')
    appendFileSync(path, readFileSync(path).subarray(0, 40))
    await (await openLog(folder)).close()
    expect(verified(folder)).toMatchObject({ problems: [], checkpoints: 2 })
  })

  it('nothing is touched where signed records are missing or others', async () => {
    const folder = newFolder()
    await (await openLog(folder)).close()
    const path = join(folder, segment)
    const whole = readFileSync(path)
    truncateSync(path, whole.length - 10)
    await expect(openLog(folder)).rejects.toMatchObject({ code: 'not-as-signed' })
    expect(statSync(path).size).toBe(whole.length - 10)
    writeFileSync(path, whole.toString('utf8').replace('1.0.0', '1.0.1'))
    await expect(openLog(folder)).rejects.toMatchObject({ code: 'not-as-signed' })
    writeFileSync(path, whole)
    await expect(openLog(folder, { origin: 'another/log' })).rejects.toMatchObject({ code: 'not-as-signed' })
    await (await openLog(folder)).close()
  })
})
