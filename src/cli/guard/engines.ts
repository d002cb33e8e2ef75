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

export type EngineName = Exclude<GuardDocument['settings']['engine'], 'embedded'>

export const engines: Readonly<Record<EngineName, Engine>> = {
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

/** What stands in the folder of an engine; without one, nothing does. */
export function renderedFor(document: GuardDocument, secret: (source: string) => string): ReturnType<Render> {
  const { engine } = document.settings
  return engine === 'embedded' ? [] : engines[engine].render(document, secret)
}

/** Of what guard.yaml says, and of the configuration of what carries the requests, as it says. */
export function fingerprintsOf(document: GuardDocument): { readonly document: string; readonly expected: string } {
  const whole = createHash('sha256').update(JSON.stringify(document)).digest('base64url')
  const expected = document.settings.engine === 'embedded' ? whole : fingerprintOf(renderedFor(document, () => 'x'))
  return { document: whole, expected }
}

/**
 * Has the engine look, in a folder beside, at what guard.yaml says: until it has found nothing wrong nothing that it reads has changed. What this
 * gives puts it into the engine's folder.
 */
export function checked(
  engine: EngineName,
  document: GuardDocument,
  folder: string,
  program: string,
  secret: (source: string) => string,
): () => void {
  const { render, check } = engines[engine]
  const beside = join(folder, '.next')
  mkdirSync(beside, { recursive: true, mode: 0o700 })
  try {
    writeRendered(beside, render({ ...document, settings: { ...document.settings, folder: beside } }, secret))
    const { status, error, stderr } = spawnSync(program, check(beside), {
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
  const files = render(document, secret)
  return () => writeRendered(folder, files)
}

export function run(engine: EngineName, folder: string, program: string): ChildProcess {
  return spawn(program, engines[engine].run(folder), { stdio: ['ignore', 'ignore', 'inherit'] })
}
