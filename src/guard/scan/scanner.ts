import type { Body, EndToEndRule, ScanLimits } from './body.ts'
import { scanBody } from './body.ts'
import type { ClamdAddress } from './clamd.ts'
import type { ScanEvent, ScanReport } from './verdict.ts'
import { notScanned } from './verdict.ts'

export interface ScannerOptions {
  readonly clamd: ClamdAddress
  readonly limits: ScanLimits
  /** MaxThreads of clamd.conf(5), 10 by default: a body never waits inside clamd for a thread that another one holds. */
  readonly threads: number
  /** Bodies that wait for their turn at most. */
  readonly waiting: number
  readonly now: () => number
  /** Writes the event down for good. Where it fails the scan rejects: nothing passes that is not in the log. */
  readonly tell: (event: ScanEvent) => Promise<void>
}

export interface ScanRequest {
  /** For the log: a route and a direction. */
  readonly subject: string
  readonly body: Body
  readonly endToEnd: readonly EndToEndRule[]
  readonly signal: AbortSignal
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

  async scan({ subject, body, endToEnd, signal }: ScanRequest): Promise<ScanReport> {
    const { clamd, limits, now, tell } = this.#options
    const turn = await this.#turn()
    const report = turn ? await scanBody(body, { clamd, limits, endToEnd, signal }).finally(() => this.#leave()) : this.#refused()
    await tell({ what: 'scan', at: now(), subject, report })
    return report
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

  #refused(): ScanReport {
    const verdict = notScanned('busy', 'too many bodies are scanned at once')
    return { verdict, admitted: false, findings: [{ where: 'body', verdict, bytes: 0 }], scanned: 0 }
  }
}
