import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Render } from '../../guard/render/types.ts'
import { renderNginx } from '../../guard/render/nginx/index.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'

const engines: Readonly<Record<string, Render>> = { nginx: renderNginx }

/** `ringwall guard render`: what holds a secret is only ever written, for its owner alone. */
export function runRender(engine: string, file: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const render = Object.hasOwn(engines, engine) ? engines[engine] : undefined
  if (render === undefined) throw new RingwallError('usage', `no engine "${engine}"`, { hint: `one of ${Object.keys(engines).join(', ')}` })
  const document = documentAt(file, io)
  const folder = textOption(options['output'])
  if (folder === undefined) {
    for (const { text } of render(document, () => 'x').filter(({ isSecret }) => !isSecret)) io.stdout.write(text)
    return exit.clean
  }
  const files = render(document, (source) => secretFrom(source, `${file}: ${source}`, io))
  mkdirSync(resolve(io.cwd, folder), { recursive: true, mode: 0o750 })
  for (const { name, text, isSecret } of files) writeFileSync(join(resolve(io.cwd, folder), name), text, { mode: isSecret ? 0o600 : 0o644 })
  io.stdout.write(`wrote ${files.map(({ name }) => `${folder}/${name}`).join(', ')}\n`)
  return exit.clean
}
