import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { RenderedFile, RenderedLink } from '../../guard/render/types.ts'
import type { EngineState } from '../../guard/serve/engine.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { secretFrom } from '../secret-source.ts'
import { documentAt } from './document.ts'
import { fingerprintsOf, renderedFor } from './engines.ts'
import { ask } from './speak.ts'

/** `ringwall guard status`: 1 where what stands in the folder, or what the guard and the engine work by, is not what guard.yaml says. */
export async function runStatus(options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const file = typeof options['file'] === 'string' ? options['file'] : 'guard.yaml'
  const document = documentAt(file, io)
  const { engine, folder } = document.settings
  const carrier = engine === 'embedded' ? 'the embedded data plane' : engine
  const files = renderedFor(document, (source) => secretFrom(source, `${file}: ${source}`, io))
  const differing = files.filter((one) => !isThere(resolve(io.cwd, folder), one)).map(({ name }) => name)
  const running = (await ask(options, io, 'GET', '/engine')) as EngineState
  const { document: written, expected: wanted } = fingerprintsOf(document)
  const { loaded } = running
  const lines: readonly (readonly [boolean, string])[] = [
    ...(engine === 'embedded'
      ? []
      : [
          [
            differing.length === 0,
            differing.length === 0 ? `the files of ${engine} are what ${file} says` : `not what ${file} says: ${differing.join(', ')}`,
          ] as const,
        ]),
    [running.document === written, running.document === written ? `the guard works by ${file}` : `the guard was started with another ${file}`],
    loaded === undefined
      ? [true, `${carrier} has asked nothing yet: what it works by is not known`]
      : [loaded === wanted, loaded === wanted ? `${carrier} works by ${file}` : `${carrier} works by another configuration than ${file} says`],
  ]
  for (const [, line] of lines) io.stdout.write(`${line}\n`)
  return lines.every(([isFine]) => isFine) ? exit.clean : exit.findings
}

function isThere(folder: string, file: RenderedFile | RenderedLink): boolean {
  const path = join(folder, file.name)
  try {
    if ('target' in file) return readlinkSync(path) === file.target
    return existsSync(path) && readFileSync(path, 'utf8') === file.text
  } catch {
    return false
  }
}
