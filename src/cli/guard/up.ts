import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { renderNginx } from '../../guard/render/nginx/index.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'
import { ended, said, started } from './run.ts'

/** `ringwall guard up`: all of it on one machine for a trial: the services, and nginx in front of them, as whoever calls it. */
export async function runUp(file: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const document = documentAt(file, io)
  const folder = resolve(io.cwd, document.settings.folder)
  const guard = await said(started(document, io))
  for (const { name, text, isSecret } of renderNginx(document, (source) => secretFrom(source, `${file}: ${source}`, io)))
    writeFileSync(join(folder, name), text, { mode: isSecret ? 0o600 : 0o644 })
  const nginx = spawn(textOption(options['nginx']) ?? 'nginx', ['-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const failed = gone(nginx)
  io.stdout.write(
    `${file}: ${document.sites.map(({ host }) => `https://${host}${document.settings.listen.https === 443 ? '' : `:${document.settings.listen.https}`}/`).join(', ')}\n`,
  )
  const why = await Promise.race([ended().then(() => undefined), failed])
  nginx.kill('SIGQUIT')
  await guard.close()
  if (why !== undefined)
    throw new RingwallError('unreadable', `nginx ended: ${why}`, { hint: 'what it says itself stands above; --nginx names another one' })
  return exit.clean
}

function gone(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('error', (error) => done(error.message))
    child.once('exit', (code, signal) => done(signal ?? `exit ${code}`))
  })
}
