import { createHash } from 'node:crypto'
import type { ClamdAddress } from './clamd.ts'
import { Instream } from './clamd.ts'
import type { Walk } from './content.ts'
import { encodedSink } from './content.ts'
import type { Sink } from './sink.ts'
import { tee } from './sink.ts'
import type { Finding, ScanReport, Verdict } from './verdict.ts'
import { clean, notScanned, Stop } from './verdict.ts'

export interface ScanLimits {
  /** Bytes of one content, and of all contents of a body together with what they unpack to. */
  readonly bytes: number
  readonly total: number
  /** Contents in one another, and contents given to the scanner. */
  readonly depth: number
  readonly contents: number
  /** Strings of JSON that are shorter in bytes are looked at in the whole body alone. */
  readonly least: number
  /** Milliseconds for one body. */
  readonly timeout: number
}

export const usualLimits: ScanLimits = { bytes: 26_214_400, total: 104_857_600, depth: 4, contents: 250, least: 24, timeout: 30_000 }

/** A content that is encrypted end to end: nothing can be told of it here. */
export interface EndToEndRule {
  /** As findings name it; `[*]` stands for any number: `body$.content`, `body/file[*]`. */
  readonly where: string
  /** Whether such a body may pass all the same. */
  readonly admit: boolean
}

export interface Body {
  readonly type: string
  /** `Content-Encoding`, as it was sent; absent: none. */
  readonly encoding?: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface ScanOptions {
  readonly clamd: ClamdAddress
  readonly limits: ScanLimits
  readonly endToEnd: readonly EndToEndRule[]
  readonly signal: AbortSignal
}

/** Scans a body while it comes, and all that it holds. It never rejects for what is in it or for the scanner: that is the verdict. */
export async function scanBody(body: Body, { clamd, limits, endToEnd, signal }: ScanOptions): Promise<ScanReport> {
  const stopped = new AbortController()
  const timer = setTimeout(() => stopped.abort(), limits.timeout)
  const findings: Finding[] = []
  let [scanned, total] = [0, 0]
  const either = AbortSignal.any([signal, stopped.signal])
  const hash = createHash('sha256')

  function count(where: string, bytes: Buffer): void {
    total += bytes.length
    if (total > limits.total) throw new Stop(where, notScanned('too-large', `more than ${limits.total} bytes with all that it holds`))
  }

  const walk: Walk = {
    depth: limits.depth,
    least: limits.least,
    scan(where) {
      if (++scanned > limits.contents) throw new Stop(where, notScanned('too-many', `more than ${limits.contents} contents`))
      const session = new Instream(clamd, { signal: either, timeout: limits.timeout, limit: limits.bytes })
      return {
        async write(bytes) {
          count(where, bytes)
          if (session.sent + bytes.length > limits.bytes) throw new Stop(where, notScanned('too-large', `more than ${limits.bytes} bytes`))
          await session.write(bytes)
          if (session.early !== undefined) throw new Stop(where, session.early, session.sent)
        },
        async end() {
          const verdict = await session.finish()
          if (verdict.kind !== 'clean') throw new Stop(where, verdict, session.sent)
        },
      }
    },
    isEndToEnd: (where) => ruleOf(where, endToEnd) !== undefined,
    note(where) {
      let bytes = 0
      return {
        async write(more) {
          count(where, more)
          bytes += more.length
        },
        async end() {
          if (findings.length < limits.contents) {
            findings.push({ where, verdict: notScanned('end-to-end', 'it is encrypted end to end by rule: a scan would prove nothing'), bytes })
          } else throw new Stop(where, notScanned('too-many', `more than ${limits.contents} contents`))
        },
      }
    },
  }

  try {
    const digest: Sink = { write: async (bytes) => void hash.update(bytes), end: async () => {} }
    const encodings = (body.encoding ?? '')
      .split(',')
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each !== '' && each !== 'identity')
    const sink = tee([digest, encodedSink(walk, 'body', encodings, body.type, 1)])
    await fed(body.bytes, sink, either)
    return reportOf(findings, scanned, endToEnd, hash.digest('hex'))
  } catch (error) {
    const finding = error instanceof Stop ? error.finding : undefined
    if (finding === undefined) throw error
    return reportOf([...findings, late(finding, stopped.signal.aborted, limits.timeout)], scanned, endToEnd)
  } finally {
    clearTimeout(timer)
    stopped.abort()
  }
}

/** Whoever sends slowly or goes away ends the scan, too. */
async function fed(bytes: AsyncIterable<Uint8Array>, sink: Sink, signal: AbortSignal): Promise<void> {
  const iterator = bytes[Symbol.asyncIterator]()
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted')
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  const cancelled = new Stop('body', notScanned('cancelled', 'it did not come whole'))
  try {
    for (;;) {
      const next = await Promise.race([iterator.next().catch(() => 'broken' as const), aborted])
      if (next === 'aborted' || next === 'broken') throw cancelled
      if (next.done === true) break
      const { value } = next
      const step = sink.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
      if ((await Promise.race([step, aborted])) === 'aborted') throw cancelled
    }
    if ((await Promise.race([sink.end(), aborted])) === 'aborted') throw cancelled
  } finally {
    void iterator.return?.()?.catch(() => {})
  }
}

function late(finding: Finding, isLate: boolean, timeout: number): Finding {
  const { verdict } = finding
  if (!isLate || verdict.kind !== 'not-scanned' || verdict.reason !== 'cancelled') return finding
  return { ...finding, verdict: notScanned('timeout', `it was not scanned within ${timeout} ms`) }
}

function ruleOf(where: string, rules: readonly EndToEndRule[]): EndToEndRule | undefined {
  const place = where.replaceAll(/\[\d+\]/g, '[*]')
  return rules.find((rule) => rule.where === where || rule.where === place)
}

function reportOf(findings: readonly Finding[], scanned: number, rules: readonly EndToEndRule[], sha256?: string): ScanReport {
  const worst = findings.find(({ verdict }) => verdict.kind === 'infected') ?? findings.find((finding) => !admits(finding, rules)) ?? findings[0]
  const verdict: Verdict = worst?.verdict ?? clean
  const admitted = sha256 !== undefined && findings.every((finding) => admits(finding, rules))
  return { verdict, admitted, findings, scanned, ...(sha256 === undefined ? {} : { sha256 }) }
}

function admits({ where, verdict }: Finding, rules: readonly EndToEndRule[]): boolean {
  if (verdict.kind === 'clean') return true
  return verdict.kind === 'not-scanned' && verdict.reason === 'end-to-end' && ruleOf(where, rules)?.admit === true
}
