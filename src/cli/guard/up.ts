import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { siteCertificates } from '../../guard/prepare/needs.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { textOption } from '../options.ts'
import { carrying } from './carrying.ts'
import { documentAt } from './document.ts'
import { engineAccount } from './engine-account.ts'
import { embeddedFront, engineFront } from './fronts.ts'

/** `ringwall guard up`: all of it on one machine for a trial: the services, and the engine in front of them, as whoever calls it, but for the engine never as root. */
export async function runUp(file: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const document = documentAt(file, io)
  const absent = siteCertificates(document)
    .flatMap(({ certificate, key }) => [certificate, key])
    .find((path) => !existsSync(resolve(io.cwd, path)))
  if (absent !== undefined)
    throw new RingwallError('usage', `${file}: ${absent} is not there`, { hint: 'ringwall guard prepare makes one for a trial' })
  const { engine } = document.settings
  const front =
    engine === 'embedded'
      ? embeddedFront(file, io)
      : engineFront(engine, file, textOption(options[engine]) ?? engine, engineAccount(engine, textOption(options['account'])), io)
  return carrying(file, document, front, io)
}
