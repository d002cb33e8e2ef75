import { appendFileSync, closeSync, fdatasyncSync, openSync } from 'node:fs'
import type { CheckpointPlace } from '../places.ts'
import type { HttpTarget } from './http.ts'
import { post } from './http.ts'
import type { SyslogTarget } from './syslog.ts'
import { sendSyslog, syslogCheckpoint } from './syslog.ts'

/** A file on another disk or machine, to which notes are added: what `audit verify --checkpoint` reads. */
export function fileElsewhere(path: string): CheckpointPlace {
  return {
    name: 'file',
    async deliver(note) {
      const file = openSync(path, 'a', 0o600)
      try {
        appendFileSync(file, `${note}\n`)
        fdatasyncSync(file)
      } finally {
        closeSync(file)
      }
    },
  }
}

export function syslogElsewhere(target: SyslogTarget, host: string, now: () => Date): CheckpointPlace {
  return {
    name: `syslog+${target.transport}://${target.host}:${target.port}`,
    deliver: (note) => sendSyslog(target, [syslogCheckpoint(note, now(), host)]),
  }
}

/** A server that takes a note as the body of a POST. */
export function httpElsewhere(target: HttpTarget): CheckpointPlace {
  return {
    name: target.url.origin,
    async deliver(note) {
      await post(target, 'text/plain; charset=utf-8', note)
    },
  }
}
