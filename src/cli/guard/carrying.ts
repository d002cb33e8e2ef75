import { isDeepStrictEqual } from 'node:util'
import { resolve } from 'node:path'
import type { GuardDocument } from '../../guard/document/read.ts'
import { RingwallError } from '../../model/error.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { documentAt } from './document.ts'
import type { Front } from './fronts.ts'
import type { Services } from './services.ts'
import { ended, said, started } from './services.ts'

/**
 * The services with what carries requests to them, until all of it is told to end. SIGHUP reads guard.yaml again; where it cannot be worked by,
 * all goes on as before.
 */
export async function carrying(file: string, first: GuardDocument, front: Front, io: Io): Promise<number> {
  let document = first
  let inForce = front.take(document)
  let guard = await said(started(document, io, front.group))
  try {
    await inForce(guard)
  } catch (error) {
    await guard.close()
    throw error
  }
  let turn: Promise<void> = Promise.resolve()
  const again = (): void => {
    turn = turn
      .then(async () => {
        const fresh = documentAt(file, io)
        const fixed = changedForGood(document, fresh, io)
        if (fixed !== undefined) throw new RingwallError('usage', `${file}: another ${fixed}`, { hint: 'end it, and start it again' })
        const next = front.take(fresh)
        front.hold()
        const exchange = await exchanged(guard, document, fresh, (one) => said(started(one, io, front.group)), io)
        guard = exchange.guard
        if (exchange.isNew) [inForce, document] = [next, fresh]
        await inForce(guard)
        io.stdout.write(exchange.isNew ? `${file}: read again\n` : `${file}: all goes on as before\n`)
      })
      .catch(
        (error: unknown) => void io.stderr.write(`ringwall guard: ${error instanceof Error ? error.message : 'unknown'}; all goes on as before\n`),
      )
  }
  process.on('SIGHUP', again)
  const { https } = document.settings.listen
  io.stdout.write(`${file}: ${document.sites.map(({ host }) => `https://${host}${https === 443 ? '' : `:${https}`}/`).join(', ')}\n`)
  const why = await Promise.race([ended().then(() => undefined), front.gone])
  process.off('SIGHUP', again)
  await turn
  await front.end()
  await guard.close()
  if (why !== undefined)
    throw new RingwallError('unreadable', why, { hint: 'what it says itself stands above; --nginx and --haproxy name another one' })
  return exit.clean
}

/** What is fixed from the start to the end: which carrier it is, where, and without one where and how it listens. */
function changedForGood({ settings: before }: GuardDocument, { settings: after }: GuardDocument, io: Io): string | undefined {
  if (before.engine !== after.engine) return 'engine'
  if (resolve(io.cwd, before.folder) !== resolve(io.cwd, after.folder)) return 'folder'
  if (after.engine !== 'embedded') return undefined
  if (!isDeepStrictEqual(before.listen, after.listen)) return 'listen'
  const isTlsOther = before.tls.profile !== after.tls.profile || (before.tls.workers === undefined) !== (after.tls.workers === undefined)
  return isTlsOther ? 'profile of TLS, or certificates of workers that were not asked for' : undefined
}

/** The services by what is new; by what was before where they cannot. Nobody is let through in between. */
async function exchanged(
  guard: Services,
  before: GuardDocument,
  fresh: GuardDocument,
  start: (document: GuardDocument) => Promise<Services>,
  io: Io,
): Promise<{ guard: Services; isNew: boolean }> {
  await guard.close()
  try {
    return { guard: await start(fresh), isNew: true }
  } catch (error) {
    io.stderr.write(`ringwall guard: ${error instanceof Error ? error.message : 'unknown'}; it is started as before\n`)
    return { guard: await start(before), isNew: false }
  }
}
