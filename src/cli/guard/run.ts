import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { carrying } from './carrying.ts'
import { documentAt } from './document.ts'
import { embeddedFront } from './fronts.ts'
import { ended, said, started } from './services.ts'

/** `ringwall guard run`: the decision service and the portal, until it is told to end; without an engine also what carries the requests. */
export async function runGuard(file: string, io: Io): Promise<number> {
  const document = documentAt(file, io)
  if (document.settings.engine === 'embedded') return carrying(file, document, embeddedFront(file, io), io)
  const guard = await said(started(document, io))
  io.stdout.write(`${file}: the guard of ${document.sites.map(({ host }) => host).join(', ')} answers in ${document.settings.folder}\n`)
  await ended()
  await guard.close()
  return exit.clean
}
