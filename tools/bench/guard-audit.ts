import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hasher, label } from '../../src/guard/audit/values.ts'
import { openAudit } from '../../src/guard/audit/writer.ts'

/** Durable records of the audit log in a second: decisions on data, each acknowledged when it is on the disk, by callers that wait for each. */
const { values } = parseArgs({
  options: { folder: { type: 'string', default: '.' }, seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '3' } },
})
const { privateKey } = generateKeyPairSync('ed25519')
const hash = hasher(Buffer.alloc(32, 1))
const milliseconds = Number(values.seconds) * 1_000

async function measure(callers: number): Promise<{ rate: number; p50: number; p99: number; cpu: number; bytes: number }> {
  const base = mkdtempSync(join(values.folder, 'bench-audit-'))
  try {
    const folder = join(base, 'log')
    const log = await openAudit({
      folder,
      origin: 'bench/audit',
      key: privateKey,
      version: '0',
      clock: {
        now: () => new Date(),
        every(each, call) {
          const timer = setInterval(call, each)
          return () => clearInterval(timer)
        },
      },
    })
    const took: number[] = []
    const cpu = process.cpuUsage()
    const started = performance.now()
    const caller = async (number: number): Promise<void> => {
      for (let at = 0; performance.now() - started < milliseconds; at++) {
        const from = performance.now()
        await log.write({
          kind: 'decision',
          access: 'data',
          verdict: 'allow',
          who: { type: 'account', id: label(`user-${number}`) },
          method: label('GET'),
          host: label('shop.example.org'),
          route: label('orders'),
          rule: label('staff-read-orders'),
          target: hash(`/orders/${at}`),
          source: '192.0.2.7' as never,
        })
        took.push(performance.now() - from)
      }
    }
    await Promise.all(Array.from({ length: callers }, async (_, number) => caller(number)))
    const spent = performance.now() - started
    const { user, system } = process.cpuUsage(cpu)
    await log.close()
    took.sort((one, other) => one - other)
    const at = (share: number): number => took[Math.floor(took.length * share)] ?? 0
    const bytes = statSync(join(folder, '000000000000.log')).size / took.length
    return { rate: took.length / (spent / 1_000), p50: at(0.5), p99: at(0.99), cpu: (user + system) / took.length, bytes }
  } finally {
    rmSync(base, { recursive: true })
  }
}

process.stdout.write('callers  records/s  p50 ms  p99 ms  CPU us/record  bytes/record\n')
for (const callers of [1, 8, 64, 256]) {
  const rounds = []
  for (let round = 0; round < Number(values.rounds); round++) rounds.push(await measure(callers))
  rounds.sort((one, other) => one.rate - other.rate)
  const { rate, p50, p99, cpu, bytes } = rounds[Math.floor(rounds.length / 2)]!
  const cells = [callers, Math.round(rate), p50.toFixed(2), p99.toFixed(2), cpu.toFixed(0), bytes.toFixed(0)]
  process.stdout.write(`${cells.map((cell, at) => String(cell).padStart([7, 9, 6, 6, 13, 12][at]!)).join('  ')}\n`)
}
