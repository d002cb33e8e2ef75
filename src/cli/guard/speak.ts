import { request } from 'node:http'
import { join, resolve } from 'node:path'
import { sockets } from '../../guard/render/types.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { textOption } from '../options.ts'
import { documentAt } from './document.ts'

/** Asks the running guard of `--file`, over the socket of its own account. */
export function ask(options: Readonly<Record<string, unknown>>, io: Io, method: string, path: string, body?: object): Promise<unknown> {
  const { settings, file } = documentAt(textOption(options['file']) ?? 'guard.yaml', io)
  const socketPath = join(resolve(io.cwd, settings.folder), sockets.manage)
  return new Promise((done, failed) => {
    const asking = request({ socketPath, path, method, headers: { 'content-type': 'application/json' } }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.once('end', () => {
        const answer = JSON.parse(text) as { readonly error?: string }
        if ((response.statusCode ?? 500) < 300) done(answer)
        else failed(new RingwallError('usage', answer.error ?? `the guard answered ${response.statusCode}`))
      })
    })
    asking.once('error', (cause) =>
      failed(
        new RingwallError('unreadable', `${file}: the guard does not answer at ${socketPath}`, {
          cause,
          hint: 'ringwall guard run starts it; only its own account may speak to it',
        }),
      ),
    )
    asking.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
