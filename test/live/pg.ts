import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from './server.ts'
import { eventually, freePort } from './server.ts'

export interface RunningPostgres {
  readonly port: number
  /** As superuser over the socket. */
  readonly sql: (text: string) => string
  readonly stop: () => void
  /** Ends it without a word; the next start is at the same port, as soon as what is left of it is gone. */
  readonly kill: () => Promise<void>
}

/** One cluster in a sandbox, that starts with other access rules and settings each time. */
export interface Cluster {
  readonly start: (rules: string, settings?: readonly string[], at?: number) => Promise<RunningPostgres>
}

export function cluster(box: Sandbox, postgres: string): Cluster {
  const bin = (name: string): string => postgres.replace(/postgres$/, name)
  const data = join(box.folder, 'data')
  box.run(bin('initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-instructions', '--locale=C', '--encoding=UTF8'])
  return {
    async start(rules, settings = [], at) {
      const port = at ?? (await freePort())
      const file = join(data, 'pg_hba.conf')
      writeFileSync(file, `local all postgres trust\n${rules}\n`)
      chmodSync(file, 0o600)
      if (process.getuid?.() === 0) chownSync(file, 65_534, 65_534)
      const fixed = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${box.folder}`, 'fsync=off', ...settings]
      const begin = () => box.start(postgres, ['-D', data, ...fixed.flatMap((each) => ['-c', each])])
      let child = begin()
      const sql = (text: string): string => {
        const where = ['-h', box.folder, '-p', String(port), '-U', 'postgres', '-d', 'postgres']
        return box.run(bin('psql'), [...where, '-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-c', text])
      }
      await eventually(() => {
        if (child.exitCode !== null) {
          // processes of the one that was killed still hold its memory
          if (at !== undefined) child = begin()
          throw new Error('the server ended')
        }
        return sql('select 1')
      })
      return {
        port,
        sql,
        stop: () => box.run(bin('pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop']),
        async kill() {
          const gone = new Promise((resolve) => child.once('exit', resolve))
          child.kill('SIGKILL')
          await gone
        },
      }
    },
  }
}
