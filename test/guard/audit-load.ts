/** A process that writes a log under load, for tests that kill it: `node --import tsx test/guard/audit-load.ts FOLDER KEY CALLERS [RECORDS]`. Each acknowledged record is a line on standard output. */
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { label } from '../../src/guard/audit/values.ts'
import { openAudit } from '../../src/guard/audit/writer.ts'

const [folder = '', keyFile = '', callers = '64', records = '0'] = process.argv.slice(2)
const log = await openAudit({
  folder,
  origin: 'guard.example/audit',
  key: createPrivateKey(readFileSync(keyFile)),
  version: '1.0.0',
  clock: {
    now: () => new Date(),
    every(milliseconds, call) {
      const timer = setInterval(call, milliseconds)
      return () => clearInterval(timer)
    },
  },
  segmentBytes: 200_000,
})
let next = log.status().size

async function caller(): Promise<void> {
  while (records === '0' || next < Number(records)) {
    const name = `k${next++}`
    try {
      await log.write({ kind: 'key', by: { type: 'guard', id: label('test') }, change: 'created', key: label(name) })
      process.stdout.write(`${name}\n`)
    } catch {
      process.stdout.write(`refused ${name}\n`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}

await Promise.all(Array.from({ length: Number(callers) }, caller))
await log.close()
