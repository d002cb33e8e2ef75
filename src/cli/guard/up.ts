import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { siteCertificates } from '../../guard/prepare/needs.ts'
import type { RunningGuard } from '../../guard/serve/guard.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'
import { engines, put, run } from './engines.ts'
import { ended, said, started } from './run.ts'

/**
 * `ringwall guard up`: all of it on one machine for a trial: the services, and the engine in front of them, as whoever calls it. SIGHUP reads
 * guard.yaml again; where it cannot be worked by, all goes on as before.
 */
export async function runUp(file: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  let document = documentAt(file, io)
  const { engine: name } = document.settings
  const program = textOption(options[name]) ?? name
  const secret = (source: string): string => secretFrom(source, `${file}: ${source}`, io)
  const folderOf = ({ settings }: GuardDocument): string => resolve(io.cwd, settings.folder)
  const folder = folderOf(document)
  const absent = siteCertificates(document)
    .flatMap(({ certificate, key }) => [certificate, key])
    .find((path) => !existsSync(resolve(io.cwd, path)))
  if (absent !== undefined)
    throw new RingwallError('usage', `${file}: ${absent} is not there`, { hint: 'ringwall guard prepare makes one for a trial' })
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  put(document, folder, program, secret)
  let guard = await said(started(document, io))
  const engine = run(document, folder, program)
  const failed = gone(engine)
  let turn: Promise<void> = Promise.resolve()
  const again = (): void => {
    turn = turn
      .then(async () => {
        const fresh = documentAt(file, io)
        if (fresh.settings.engine !== name || folderOf(fresh) !== folder)
          throw new RingwallError('usage', `${file}: another engine or folder`, { hint: 'end it, and start it again' })
        put(fresh, folder, program, secret)
        guard = await exchanged(guard, document, fresh, io)
        document = fresh
        engine.kill(engines[name].reload)
        io.stdout.write(`${file}: read again\n`)
      })
      .catch(
        (error: unknown) => void io.stderr.write(`ringwall guard: ${error instanceof Error ? error.message : 'unknown'}; all goes on as before\n`),
      )
  }
  process.on('SIGHUP', again)
  io.stdout.write(
    `${file}: ${document.sites.map(({ host }) => `https://${host}${document.settings.listen.https === 443 ? '' : `:${document.settings.listen.https}`}/`).join(', ')}\n`,
  )
  const why = await Promise.race([ended().then(() => undefined), failed])
  process.off('SIGHUP', again)
  await turn
  engine.kill(engines[name].end)
  await guard.close()
  if (why !== undefined)
    throw new RingwallError('unreadable', `${name} ended: ${why}`, { hint: `what it says itself stands above; --${name} names another one` })
  return exit.clean
}

/** The services by what is new; by what was before where they cannot. Nobody is let through in between. */
async function exchanged(guard: RunningGuard, before: GuardDocument, fresh: GuardDocument, io: Io): Promise<RunningGuard> {
  await guard.close()
  try {
    return await said(started(fresh, io))
  } catch (error) {
    io.stderr.write(`ringwall guard: ${error instanceof Error ? error.message : 'unknown'}; it is started as before\n`)
    return await said(started(before, io))
  }
}

function gone(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message))
    child.once('exit', (code, signal) => done(signal ?? `exit ${code}`))
  })
}
