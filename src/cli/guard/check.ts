import { resolve } from 'node:path'
import { notesOn } from '../../guard/document/notes.ts'
import { endingsOf, endingText } from '../../guard/endings/endings.ts'
import { namedFiles } from '../../guard/endings/named.ts'
import { placeText } from '../../model/place.ts'
import { boundedText } from '../bounded.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { judgeSchemas } from './bodies.ts'
import { documentAt } from './document.ts'

/** `ringwall guard check`: 2 where the file is wrong, 1 where it leaves something open that it need not. */
export function runCheck(file: string, io: Io): number {
  const document = documentAt(file, io)
  judgeSchemas(document, io)
  const now = Date.now()
  const endings = endingsOf(namedFiles(document), (named) => boundedText(resolve(io.cwd, named), named), now)
  const notes = [...notesOn(document), ...endings.map((one) => ({ place: { file, line: 1 }, message: endingText(one, now) }))]
  for (const { place, message } of notes) io.stdout.write(`${placeText(place)}: ${message}\n`)
  const routes = document.sites.reduce((sum, site) => sum + site.routes.length, 0)
  io.stdout.write(
    `${file}: ${document.sites.length} sites with ${routes} routes, ${notes.length === 0 ? 'nothing left open' : notes.length === 1 ? 'one thing left open' : `${notes.length} things left open`}\n`,
  )
  return notes.length === 0 ? exit.clean : exit.findings
}
