import type { Server } from 'node:http'
import type { AuditLog } from '../../guard/audit/writer.ts'
import type { Meters } from '../../guard/metrics/meters.ts'
import { meters } from '../../guard/metrics/meters.ts'
import { registry } from '../../guard/metrics/registry.ts'
import { metricsServer } from '../../guard/metrics/server.ts'
import type { GuardState } from '../../guard/state/types.ts'
import { version } from '../version.ts'

/** Figures of a running guard, for Prometheus. */
export interface Figures extends Pick<Meters, 'timed' | 'trouble' | 'answered'> {
  /** The log, with its events counted. */
  readonly audit: AuditLog
  readonly server: Server
}

/** What is counted, with the server that tells it; the caller listens. */
export function figuresOf(audit: AuditLog, state: GuardState): Figures {
  const all = registry()
  const { log, look, ...rest } = meters({ registry: all, version, clock: () => performance.now(), now: Date.now })
  const server = metricsServer(async () => {
    await look(audit, state)
    return all.text()
  })
  return { ...rest, audit: log(audit), server }
}
