import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from './server.ts'
import { eventually, freePort } from './server.ts'

export interface RunningMaria {
  readonly port: number
  readonly sql: (text: string) => string
  readonly stop: () => Promise<void>
}

export interface MariaFolder {
  readonly start: (...args: readonly string[]) => Promise<RunningMaria>
}

/** One data folder in a sandbox, whose server starts with other options each time; `maker` may do everything over the socket. */
export function mariaFolder(box: Sandbox, server: string): MariaFolder {
  const data = join(box.folder, 'data')
  const socket = join(box.folder, 's')
  mkdirSync(join(box.folder, 'tmp'), { mode: 0o777, recursive: true })
  box.run('/usr/bin/mariadb-install-db', ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const common = ['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, '--bind-address=127.0.0.1', `--pid-file=${join(box.folder, 'pid')}`]
  const small = ['--innodb-buffer-pool-size=8M', '--innodb-flush-log-at-trx-commit=0', '--skip-log-bin', '--key-buffer-size=1M']
  return {
    async start(...args) {
      const port = await freePort()
      const child = box.start(server, [...common, ...small, `--port=${port}`, ...args])
      const gone = new Promise((resolve) => child.once('exit', resolve))
      const sql = (text: string): string =>
        box.run('/usr/bin/mariadb', ['--no-defaults', `--socket=${socket}`, '-u', 'maker', '-pmaker-of-this-test', '-N', '-B', '-e', text])
      const first = (text: string): string =>
        box.run('/usr/bin/mariadb', ['--no-defaults', `--socket=${socket}`, '-u', 'root', '-N', '-B', '-e', text])
      await eventually(() => {
        if (child.exitCode !== null) throw new Error('the server ended')
        try {
          return sql('select 1')
        } catch {
          return first(
            "create user if not exists maker@localhost identified by 'maker-of-this-test'; grant all on *.* to maker@localhost with grant option",
          )
        }
      })
      return {
        port,
        sql,
        async stop() {
          child.kill('SIGTERM')
          await gone
        },
      }
    },
  }
}
