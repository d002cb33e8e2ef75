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
import type { EngineAccount } from './engine-account.ts'
import { writeRendered } from './rendered.ts'

/** How an engine is rendered, checked, run and told to read its files again. */
export interface Engine {
  readonly render: Render
  readonly check: (folder: string, account: EngineAccount | undefined) => readonly string[]
  /** In the foreground; as whoever calls, or as the account. */
  readonly run: (folder: string, account: EngineAccount | undefined) => readonly string[]
  /** It goes on with what it has where it cannot work by what it reads. */
  readonly reload: NodeJS.Signals
  /** Requests under way are answered first. */
  readonly end: NodeJS.Signals
}

export type EngineName = Exclude<GuardDocument['settings']['engine'], 'embedded'>

export const engines: Readonly<Record<EngineName, Engine>> = {
  nginx: {
    render: renderNginx,
    check: (folder, account) => ['-t', '-q', '-c', join(folder, 'nginx.conf'), '-g', nginxUser(account)],
    run: (folder, account) => ['-c', join(folder, 'nginx.conf'), '-g', `daemon off; ${nginxUser(account)}`],
    reload: 'SIGHUP',
    end: 'SIGQUIT',
  },
  haproxy: {
    render: renderHaproxy,
    check: (folder, account) => ['-c', '-q', ...haproxyFiles(folder, account)],
    run: (folder, account) => ['-W', '-db', ...haproxyFiles(folder, account)],
    reload: 'SIGUSR2',
    end: 'SIGUSR1',
  },
}

function nginxUser(account: EngineAccount | undefined): string {
  return account === undefined ? '' : `user ${account.user} ${account.group};`
}

/** It has no option for its account: a file beside what is rendered, which is the same whoever starts it. */
const haproxyAccount = 'haproxy.account'

function haproxyFiles(folder: string, account: EngineAccount | undefined): readonly string[] {
  return [mainFile, ...(account === undefined ? [] : [haproxyAccount])].flatMap((name) => ['-f', join(folder, name)])
}

function accountFiles(engine: EngineName, account: EngineAccount | undefined): ReturnType<Render> {
  if (engine !== 'haproxy' || account === undefined) return []
  return [{ name: haproxyAccount, text: `global\n    user ${account.user}\n    group ${account.group}\n`, isSecret: false }]
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
  account: EngineAccount | undefined,
): () => void {
  const { render, check } = engines[engine]
  const beside = join(folder, '.next')
  mkdirSync(beside, { recursive: true, mode: 0o700 })
  try {
    const more = accountFiles(engine, account)
    writeRendered(beside, [...render({ ...document, settings: { ...document.settings, folder: beside } }, secret), ...more])
    const { status, error, stderr } = spawnSync(program, check(beside, account), {
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
  const files = [...render(document, secret), ...accountFiles(engine, account)]
  return () => writeRendered(folder, files)
}

export function run(engine: EngineName, folder: string, program: string, account: EngineAccount | undefined): ChildProcess {
  return spawn(program, engines[engine].run(folder, account), { stdio: ['ignore', 'ignore', 'inherit'] })
}
