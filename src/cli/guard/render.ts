import { resolve } from 'node:path'
import { fingerprintFile } from '../../guard/render/fingerprint.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { textOption } from '../options.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'
import { engines } from './engines.ts'
import { writeRendered } from './rendered.ts'

/** `ringwall guard render`: what holds a secret is only ever written, for its owner alone. */
export function runRender(engine: string, file: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const render = Object.hasOwn(engines, engine) ? engines[engine as keyof typeof engines].render : undefined
  if (render === undefined) throw new RingwallError('usage', `no engine "${engine}"`, { hint: `one of ${Object.keys(engines).join(', ')}` })
  const document = documentAt(file, io)
  const folder = textOption(options['output'])
  if (folder === undefined) {
    for (const file of render(document, () => 'x')) if ('text' in file && !file.isSecret && file.name !== fingerprintFile) io.stdout.write(file.text)
    return exit.clean
  }
  const files = render(document, (source) => secretFrom(source, `${file}: ${source}`, io))
  writeRendered(resolve(io.cwd, folder), files)
  io.stdout.write(`wrote ${files.map(({ name }) => `${folder}/${name}`).join(', ')}\n`)
  return exit.clean
}
