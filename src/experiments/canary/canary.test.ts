import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Learned } from '../../model/observed.ts'
import type { Asking, Target } from '../../probes/probe.ts'
import { WireError } from '../../wire/fault.ts'
import type { CanaryMeans } from './canary.ts'
import { canary } from './canary.ts'
import type { DiskBelow } from './disk.ts'
import type { Planted, Traces } from './planter.ts'

/** A made-up server, whose files are in a folder. */
interface Made {
  readonly writes?: (value: string) => void
  readonly removes?: () => void
  readonly traces?: Partial<Traces>
  readonly fails?: Partial<Planted>
  readonly disk?: DiskBelow
  readonly flush?: boolean
  readonly bytes?: number
  readonly abortWhen?: 'written' | 'opened'
}

describe('a value that is written and looked for', () => {
  let folder = ''
  let calls: string[] = []
  let there = false
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-canary-'))
    for (const name of ['data', 'log']) mkdirSync(join(folder, name))
    calls = []
    there = false
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const at = (name: string): string => join(folder, name)

  async function made({ writes, removes, traces, fails, disk = 'clear', flush = false, bytes = 1 << 20, abortWhen }: Made): Promise<Learned> {
    const controller = new AbortController()
    const means: CanaryMeans = {
      root: async () => ({ path: folder, because: 'the files of a test', stores: [], hasOutput: false, beside: [] }),
      diskBelow: async () => disk,
      async sleep() {
        if (abortWhen === 'written') controller.abort('interrupted')
      },
      flush,
      wait: 1,
      bytes,
    }
    const probe = canary(
      {
        protocol: 'redis',
        does: 'nothing',
        async open(_target, { signal }, { value, name }) {
          calls.push('open')
          if (abortWhen === 'opened') controller.abort('interrupted')
          return {
            what: `key ${name}`,
            removal: `DEL ${name}`,
            async write() {
              there = true
              writes?.(value)
              return undefined
            },
            async traces() {
              const places = [
                { path: '/data', holds: 'data' as const },
                { path: '/log', holds: 'log' as const },
              ]
              return { traces: places, proof: [{ path: '/data' }], own: '/data/own', logsToOutput: false, open: [], ...traces }
            },
            flush: async () => undefined,
            async remove() {
              calls.push('remove')
              // as a conversation does when its run is ended
              if (signal.aborted) throw new WireError('cancelled', 'cancelled')
              there = false
              removes?.()
            },
            isGone: async () => !there,
            end: () => void calls.push('end'),
            ...fails,
          }
        },
      },
      means,
    )
    const asking = { signal: controller.signal, random: (count: number) => 'ab'.repeat(count), now: Date.now, transcript: [] } as unknown as Asking
    return probe.ask({} as Target, asking)
  }

  const verdicts = ({ observations = [] }: Learned): readonly string[] =>
    observations.map(({ concern, verdict, actual }) => `${concern} ${verdict}: ${actual}`)

  it('is told where it stays, in files and logs, and that it is gone', async () => {
    const learned = await made({
      writes(value) {
        writeFileSync(at('data/own'), `..${value}..`)
        writeFileSync(at('log/a'), value)
      },
      removes: () => writeFileSync(at('data/own'), 'nothing'),
    })
    expect(verdicts(learned)).toEqual(['encryption-at-rest unsafe: /data/own', 'data-in-logs unsafe: /log/a', 'secret-left-behind safe: in no file'])
    expect(calls).toEqual(['open', 'remove', 'end'])
    expect(JSON.stringify(learned)).not.toContain('abababab')
  })

  it.each<DiskBelow>(['encrypted', 'memory'])('is well kept where the disk is %s', async (disk) => {
    const learned = await made({ disk, writes: (value) => writeFileSync(at('data/own'), value) })
    expect(verdicts(learned)[0]).toBe('encryption-at-rest safe: /data/own')
  })

  it.each<[string, Made, string | undefined]>([
    ['the server was made to write it, and these are its files', { flush: true }, undefined],
    ['it was not made to write it', {}, 'the server may not have written it yet; --canary-flush lets it'],
    ['it refused to', { flush: true, fails: { flush: async () => 'CHECKPOINT is refused (42501)' } }, 'CHECKPOINT is refused (42501)'],
    ['nothing is known to be there', { flush: true, traces: { proof: [] } }, 'nothing shows that these are the files of this server'],
    ['what is known to be there is not', { flush: true, traces: { proof: [{ path: '/data/own', bytes: Buffer.from('x') }] } }, 'nothing shows'],
    ['its own file is not there', { flush: true, traces: { own: '/data/other' } }, 'the file that should hold it was not seen'],
    ['there is more than may be read', { flush: true, bytes: 3 }, 'more than 3 bytes changed since'],
  ])('that is not found proves something only where %s', async (_, how, why) => {
    const learned = await made({ ...how, writes: () => writeFileSync(at('data/own'), 'sealed') })
    const rest = verdicts(learned).filter((each) => each.startsWith('encryption'))
    expect(rest).toEqual(why === undefined ? ['encryption-at-rest safe: in no file'] : [])
    expect((learned.unproven ?? []).filter((each) => each.startsWith('encryption')).length).toBe(why === undefined ? 0 : 1)
    expect(learned.unproven?.join() ?? '').toContain(why ?? '')
  })

  it('is no pass for logs that nobody sees', async () => {
    const learned = await made({ traces: { logsToOutput: true }, writes: (value) => writeFileSync(at('data/own'), value) })
    expect(learned.unproven?.join()).toContain('it logs to its output, and nobody knows where that goes')
    expect(verdicts(learned).filter((each) => each.startsWith('data-in-logs'))).toEqual([])
  })

  it.each<[string, Made]>([
    ['the run is ended', { abortWhen: 'written' }],
    ['the run is ended before it is written', { abortWhen: 'opened' }],
    [
      'the server fails',
      {
        fails: {
          async traces() {
            throw new WireError('reset', 'ECONNRESET')
          },
        },
      },
    ],
  ])('is removed when %s', async (_, how) => {
    const learned = await made({ ...how, writes: (value) => writeFileSync(at('data/own'), value) })
    expect(calls).toEqual(['open', 'remove', 'end'])
    expect(there).toBe(false)
    expect(learned.leftBehind).toBeUndefined()
    expect(learned.unproven?.length).toBeGreaterThan(0)
  })

  it('is removed when we ourselves are wrong', async () => {
    const wrong = made({
      fails: {
        async traces() {
          throw new TypeError('a bug')
        },
      },
    })
    await expect(wrong).rejects.toThrow('a bug')
    expect(calls).toEqual(['open', 'remove', 'end'])
  })

  it('is removed over another connection where the first is lost, and told of where that does not do', async () => {
    let tries = 0
    const lost = await made({
      fails: {
        async remove() {
          calls.push('remove')
          if (++tries === 1) throw new WireError('closed', 'closed after 3 bytes')
          there = false
        },
      },
    })
    expect(calls).toEqual(['open', 'remove', 'end', 'open', 'remove', 'end'])
    expect(lost.leftBehind).toBeUndefined()
    const stays = await made({ fails: { isGone: async () => false } })
    expect(stays.leftBehind).toBe(
      'key ringwall_canary_abababababab is still there (the server still has it): remove it with DEL ringwall_canary_abababababab',
    )
    expect(stays.unproven?.[0]).toBe(stays.leftBehind)
  })
})
