import type { Body, EndToEndRule, ScanLimits } from '../../src/guard/scan/body.ts'
import { scanBody, usualLimits } from '../../src/guard/scan/body.ts'
import type { ScanReport } from '../../src/guard/scan/verdict.ts'
import type { StandIn } from './scan-stand-in.ts'
import { pieces, standIn } from './scan-stand-in.ts'

const running: StandIn[] = []

/** To be called after each test. */
export function stopped(): void {
  for (const each of running.splice(0)) each.stop()
}

export async function scanner(behave: Parameters<typeof standIn>[0]): Promise<StandIn> {
  const one = await standIn(behave)
  running.push(one)
  return one
}

/** Finds EVIL, and a file that is EVIL alone by its hash, as a scanner's database may. */
export const finds = (content: Buffer): string =>
  content.includes('EVIL') ? 'stream: Test.Evil FOUND\0' : content.equals(Buffer.from(alone)) ? 'stream: Test.Alone FOUND\0' : 'stream: OK\0'
export const alone = 'only as a whole file is this bad'

export interface Asked {
  readonly type?: string
  readonly encoding?: string
  readonly limits?: Partial<ScanLimits>
  readonly endToEnd?: readonly EndToEndRule[]
  readonly length?: number
}

export async function report(one: StandIn, content: string | Uint8Array, asked: Asked = {}): Promise<ScanReport> {
  const body: Body = {
    type: asked.type ?? 'application/octet-stream',
    ...(asked.encoding === undefined ? {} : { encoding: asked.encoding }),
    bytes: pieces(Buffer.from(content), asked.length ?? 7),
  }
  const limits = { ...usualLimits, timeout: 5000, ...asked.limits }
  return scanBody(body, { clamd: one.address, limits, endToEnd: asked.endToEnd ?? [], signal: new AbortController().signal })
}
