import type { ScannerFile } from '../document/bodies.ts'
import type { Direction, Scanning } from '../relay/ports.ts'
import type { Allow } from '../model/decision.ts'
import type { EndToEndRule } from '../scan/body.ts'
import { usualLimits } from '../scan/body.ts'
import type { ClamdAddress } from '../scan/clamd.ts'
import { fitness } from '../scan/fitness.ts'
import type { ScanRequest } from '../scan/scanner.ts'
import { Scanner } from '../scan/scanner.ts'
import type { ScanReport } from '../scan/verdict.ts'
import { bytes, seconds } from '../document/units.ts'

export interface ScanningParts {
  readonly settings: ScannerFile
  readonly tell: (allowed: Allow, direction: Direction, report: ScanReport) => Promise<void>
  readonly random: (bytes: number) => Uint8Array
  readonly now: () => number
}

const tenMinutes = 600_000
const waiting = 200

/** Asks the scanner: `tell` writes the verdict down, and where that fails the scan rejects. */
export type Scans = (request: ScanRequest) => Promise<ScanReport>

/** The scanner that guard.yaml names: asked only while its answers prove something. */
export function scannerOf({ settings, random, now }: Omit<ScanningParts, 'tell'>): Scans {
  const clamd = addressOf(settings.clamd)
  const timeout = seconds(settings.patience) * 1000
  const megabytes = Math.ceil(bytes(settings['file-limit']) / 2 ** 20)
  const { unfit, doubt } = fitness({ clamd, megabytes, timeout, holds: tenMinutes, random, now })
  const scanner = new Scanner({
    clamd,
    limits: { ...usualLimits, bytes: bytes(settings.largest), total: bytes(settings.total), timeout },
    threads: settings.threads,
    waiting,
    unfit,
  })
  return async (request) => {
    const report = await scanner.scan(request)
    const { verdict } = report
    if (verdict.kind === 'not-scanned' && ['unreachable', 'broken', 'timeout', 'wrong-answer'].includes(verdict.reason)) doubt()
    return report
  }
}

/** Scans by the rules of routes, each verdict written down. */
export function scanning({ tell, ...parts }: ScanningParts): Scanning {
  const scan = scannerOf(parts)
  return async (allowed, body, direction, signal) => {
    const endToEnd: readonly EndToEndRule[] = (allowed.route.look?.endToEnd ?? []).map((where) => ({ where, admit: true }))
    return scan({ body, endToEnd, signal, tell: async (made) => tell(allowed, direction, made) })
  }
}

/** `unix:/path` or `host:port`. */
function addressOf(text: string): ClamdAddress {
  if (text.startsWith('unix:')) return { path: text.slice('unix:'.length) }
  const at = text.lastIndexOf(':')
  return { host: text.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(text.slice(at + 1)) }
}
