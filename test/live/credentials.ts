import type { Candidate } from '../../src/experiments/credentials/candidates.ts'
import { productOf } from '../../src/experiments/credentials/candidates.ts'
import { trierFor } from '../../src/cli/verify/credentials.ts'
import { credentials } from '../../src/experiments/credentials/credentials.ts'
import { ledger, limitOf } from '../../src/experiments/credentials/limits.ts'
import type { ProductLogIns } from '../../src/model/log-ins.ts'
import type { Answer } from '../../src/model/observed.ts'
import { http } from '../../src/probes/http/index.ts'
import type { ProtocolProbes } from '../../src/probes/probe.ts'
import { technologies } from '../../src/registry/technologies.ts'
import type { AskedOptions } from './ask.ts'
import { asked } from './ask.ts'

/** A password that the files would hold. */
export function ofFiles(user: string, password: string): Candidate {
  return { user, password, pair: 'secret A', kind: 'secret', trail: [] }
}

/** Asks a server on loopback with the published log-ins of a product, and those of files; the answer of the tries alone. */
export function tried(
  protocol: ProtocolProbes,
  technology: string,
  port: number,
  files: readonly Candidate[] = [],
  options: AskedOptions = {},
): Promise<Answer> {
  return asTried(
    protocol,
    productOf(
      technologies.find(({ id }) => id === technology),
      undefined,
    ),
    port,
    files,
    options,
  )
}

/** The same over HTTP, as the product takes its log-ins. */
export function triedOverHttp(technology: string, product: string | undefined, port: number, files: readonly Candidate[] = []): Promise<Answer> {
  const own = productOf(
    technologies.find(({ id }) => id === technology),
    product,
  )
  return asTried({ ...http, overTls: false }, own, port, files)
}

async function asTried(
  protocol: ProtocolProbes,
  own: ProductLogIns | undefined,
  port: number,
  files: readonly Candidate[],
  options: AskedOptions = {},
): Promise<Answer> {
  const trier = trierFor(protocol, own)
  if (trier === undefined) throw new Error('no log-in is tried over this protocol')
  const told = (own?.published ?? []).filter(({ at }) => at === undefined || at === protocol.protocol)
  const probe = credentials({
    of: protocol.protocol,
    trier,
    candidates: [...told.map(({ user, password, source }): Candidate => ({ user, password, pair: source, kind: 'published', trail: [] })), ...files],
    limit: limitOf(protocol.protocol, own?.limit),
    ledger: ledger(),
  })
  const answers = await asked({ ...protocol, probes: [] }, port, { ...options, more: [probe] })
  const answer = answers.find(({ probe: id }) => id === probe.id)
  if (answer === undefined) throw new Error('nothing was tried')
  const text = JSON.stringify(answer)
  for (const { password } of files) if (text.includes(password)) throw new Error('the answer shows a password')
  return answer
}

/** What came of it: observations, else why there are none. */
export function came({ learned, why }: Answer): readonly string[] {
  const observed = (learned?.observations ?? []).map(({ verdict, key }) => `${verdict} ${key}`)
  return observed.length > 0 ? observed : [learned?.authentication ?? why ?? learned?.said ?? '']
}

/** How often the server was asked: every try that was not kept. */
export function triesOf({ learned }: Answer): number {
  return (learned?.tries ?? []).filter(({ outcome }) => !outcome.startsWith('not tried')).length
}
