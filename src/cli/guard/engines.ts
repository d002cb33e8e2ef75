import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { fingerprintOf } from '../../guard/render/fingerprint.ts'
import { mainFile, renderHaproxy } from '../../guard/render/haproxy/index.ts'
import { renderNginx } from '../../guard/render/nginx/index.ts'
import type { Render } from '../../guard/render/types.ts'
import { RingwallError } from '../../model/error.ts'
import { writeRendered } from './rendered.ts'

/** How an engine is rendered, checked, run and told to read its files again. */
export interface Engine {
  readonly render: Render
  readonly check: (folder: string) => readonly string[]
  /** In the foreground. */
  readonly run: (folder: string) => readonly string[]
  /** It goes on with what it has where it cannot work by what it reads. */
  readonly reload: NodeJS.Signals
  /** Requests under way are answered first. */
  readonly end: NodeJS.Signals
}

export const engines: Readonly<Record<GuardDocument['settings']['engine'], Engine>> = {
  nginx: {
    render: renderNginx,
    check: (folder) => ['-t', '-q', '-c', join(folder, 'nginx.conf')],
    // as whoever calls: by itself it would give up the rights of root, and reach no socket of the guard
    run: (folder) => ['-c', join(folder, 'nginx.conf'), '-g', process.getuid?.() === 0 ? 'daemon off; user root;' : 'daemon off;'],
    reload: 'SIGHUP',
    end: 'SIGQUIT',
  },
  haproxy: {
    render: renderHaproxy,
    check: (folder) => ['-c', '-q', '-f', join(folder, mainFile)],
    run: (folder) => ['-W', '-db', '-f', join(folder, mainFile)],
    reload: 'SIGUSR2',
    end: 'SIGUSR1',
  },
}

/** Of what guard.yaml says, and of the engine's configuration as it says. */
export function fingerprintsOf(document: GuardDocument): { readonly document: string; readonly expected: string } {
  return {
    document: createHash('sha256').update(JSON.stringify(document)).digest('base64url'),
    expected: fingerprintOf(engines[document.settings.engine].render(document, () => 'x')),
  }
}

/**
 * Puts what guard.yaml says into the folder of the engine, once the engine itself has found nothing wrong with it in a folder beside: until then
 * nothing that it reads has changed.
 */
export function put(document: GuardDocument, folder: string, program: string, secret: (source: string) => string): void {
  const engine = engines[document.settings.engine]
  const beside = join(folder, '.next')
  mkdirSync(beside, { recursive: true, mode: 0o700 })
  try {
    writeRendered(beside, engine.render({ ...document, settings: { ...document.settings, folder: beside } }, secret))
    const { status, error, stderr } = spawnSync(program, engine.check(beside), {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 60_000,
    })
    if (status !== 0)
      throw new RingwallError('unreadable', `${program} does not take its configuration: ${error?.message ?? stderr.trim().slice(0, 2000)}`, {
        hint: 'what it worked by before is still there',
      })
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
  writeRendered(folder, engine.render(document, secret))
}

export function run(document: GuardDocument, folder: string, program: string): ChildProcess {
  return spawn(program, engines[document.settings.engine].run(folder), { stdio: ['ignore', 'ignore', 'inherit'] })
}
