import type { Body, EndToEndRule, ScanLimits } from './body.ts'
import { scanBody } from './body.ts'
import type { ClamdAddress } from './clamd.ts'
import type { ScanReport, Verdict } from './verdict.ts'
import { notScanned } from './verdict.ts'

export interface ScannerOptions {
  readonly clamd: ClamdAddress
  readonly limits: ScanLimits
  /** MaxThreads of clamd.conf(5), 10 by default: a body never waits inside clamd for a thread that another one holds. */
  readonly threads: number
  /** Bodies that wait for their turn at most. */
  readonly waiting: number
  /** Why what it says proves nothing; undefined where it does. */
  readonly unfit: () => Promise<Verdict | undefined>
}

export interface ScanRequest {
  readonly body: Body
  readonly endToEnd: readonly EndToEndRule[]
  readonly signal: AbortSignal
  /** Writes the verdict down for good. Where it fails the scan rejects: nothing passes that is not in the log. */
  readonly tell: (report: ScanReport) => Promise<void>
}

/** Scans bodies, as many at once as the scanner has threads for their contents. */
export class Scanner {
  readonly #options: ScannerOptions
  readonly #queue: (() => void)[] = []
  #free: number

  constructor(options: ScannerOptions) {
    this.#options = options
    // a body has one content of each depth under way at most
    this.#free = Math.max(1, Math.floor(options.threads / (options.limits.depth + 1)))
  }

  async scan({ body, endToEnd, signal, tell }: ScanRequest): Promise<ScanReport> {
    const report = await this.#reported(body, endToEnd, signal)
    await tell(report)
    return report
  }

  async #reported(body: Body, endToEnd: readonly EndToEndRule[], signal: AbortSignal): Promise<ScanReport> {
    const { clamd, limits, unfit } = this.#options
    if (!(await this.#turn())) return nothingScanned(notScanned('busy', 'too many bodies are scanned at once'))
    try {
      const why = await unfit()
      return why === undefined ? await scanBody(body, { clamd, limits, endToEnd, signal }) : nothingScanned(why)
    } finally {
      this.#leave()
    }
  }

  /** False where too many wait, or none of them was done within the time for one body. */
  async #turn(): Promise<boolean> {
    if (this.#free > 0) {
      this.#free--
      return true
    }
    if (this.#queue.length >= this.#options.waiting) return false
    return new Promise((resolve) => {
      const called = (): void => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(called), 1)
        resolve(false)
      }, this.#options.limits.timeout)
      this.#queue.push(called)
    })
  }

  #leave(): void {
    const next = this.#queue.shift()
    if (next === undefined) this.#free++
    else next()
  }
}

function nothingScanned(verdict: Verdict): ScanReport {
  return { verdict, admitted: false, findings: [{ where: 'body', verdict, bytes: 0 }], scanned: 0 }
}
