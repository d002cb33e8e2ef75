import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../live/server.ts'

/** A Docker Engine of its own: socket, data and state in one folder, and nothing left when it stops. */
export interface Engine {
  readonly folder: string
  /** `unix://…`, for DOCKER_HOST. */
  readonly host: string
  /** Runs a client of it to its end; what fails is thrown with its own words. */
  readonly run: (file: string, args: readonly string[], input?: Buffer) => string
  readonly stop: () => Promise<void>
}

/** Starts dockerd as root. The folder's path is short: a socket's name may have 108 bytes. */
export async function startEngine(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'rw-lab-'))
  const host = `unix://${folder}/docker.sock`
  const at = (name: string): string => join(folder, name)
  mkdirSync(at('data'))
  const log = openSync(at('engine.log'), 'w')
  const daemon = spawn(
    'dockerd',
    [
      '--host',
      host,
      '--data-root',
      at('data'),
      '--exec-root',
      at('exec'),
      '--pidfile',
      at('engine.pid'),
      '--userland-proxy=false',
      '--bridge=none',
      '--default-address-pool',
      'base=10.213.0.0/16,size=24',
    ],
    { stdio: ['ignore', log, log] },
  )
  const engine: Engine = {
    folder,
    host,
    run(file, args, input) {
      const done = spawnSync(file, args, {
        env: { ...process.env, DOCKER_HOST: host },
        input,
        encoding: 'utf8',
        timeout: 120_000,
        maxBuffer: 1 << 26,
      })
      if (done.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${done.stderr || done.error?.message || ''}`)
      return done.stdout
    },
    async stop() {
      const gone = new Promise((resolve) => daemon.once('exit', resolve))
      if (daemon.exitCode === null && daemon.kill('SIGTERM')) {
        const late = setTimeout(() => daemon.kill('SIGKILL'), 20_000)
        await gone
        clearTimeout(late)
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    await eventually(() => engine.run('docker', ['version', '--format', '{{.Server.Version}}']))
  } catch (error) {
    await engine.stop()
    throw error
  }
  return engine
}
