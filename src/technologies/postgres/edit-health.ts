import type { Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { isResolved } from '../../model/setting.ts'
import { variable } from '../../settings/environment.ts'
import { packagingOf } from './layout.ts'

/**
 * `pg_isready` asks whether the server takes connections, with or without TLS and whatever pg_hba.conf makes of it (manual of 16). The name is
 * one that is there, so that the log keeps quiet; during the image's own set-up nothing listens on TCP.
 */
export function health({ input }: Component, port: number): Edited {
  if (packagingOf(input) !== 'official') return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  const user = variable(input, 'POSTGRES_USER')
  const database = variable(input, 'POSTGRES_DB') ?? user
  const named = [
    ['-U', user],
    ['-d', database],
  ] as const
  const words = named.flatMap(([option, setting]) => (setting !== undefined && isResolved(setting) ? [option, setting.value] : [option, 'postgres']))
  return {
    changes: [{ kind: 'confinement', confinement: { healthcheck: ['CMD', 'pg_isready', '-q', '-h', '127.0.0.1', '-p', String(port), ...words] } }],
  }
}
