import { nameOf } from '../../../engine/harden/hands.ts'
import { deploymentIn, prove, unforeseen, worse } from '../../../engine/harden/proof.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Begun } from '../../../model/journal.ts'
import type { ProofRow } from '../../../model/statement.ts'
import { sleep } from '../../sleep.ts'
import type { Planned } from '../plan.ts'
import type { Patience } from './engines.ts'
import type { OnWire } from './wire.ts'

export interface ProvingOptions {
  readonly planned: Planned
  readonly begun: Begun
  /** What the running system said before. */
  readonly before: OnWire
  readonly ask: () => Promise<OnWire>
  readonly patience: Patience
  /** What was found of each deployment, whatever comes of it. */
  readonly onRows: (rows: ReadonlyMap<string, readonly ProofRow[]>) => void
}

/** How often the wire is asked: a server that has just started may not answer at once. */
const tries = 5

/** The running system is asked at the end of each stage: nothing may be worse; after the last one what was open must be closed. */
export function proving({ planned, begun, before, ask, patience, onRows }: ProvingOptions): (stage: number) => Promise<readonly string[]> {
  return async (stage) => {
    const isLast = stage === begun.stages.length - 1
    for (let times = 1; ; times++) {
      const now = await ask()
      const rows = new Map<string, readonly ProofRow[]>()
      const against: string[] = []
      for (const { name, root, closed } of planned.report.deployments) {
        const deployment = `${root}\0${name}`
        const [then, is] = [deploymentIn(before.report, { name, root }), deploymentIn(now.report, { name, root })]
        const subject = planned.plan.after.find((each) => nameOf(each) === deployment)
        if (then === undefined || is === undefined || subject === undefined) continue
        const asked = { before: then, now: is, touched: touchedIn(begun, deployment), foreseen: subject.findings }
        const proof = prove(closed, { ...asked, ports: now.ports.get(deployment) ?? new Map() })
        rows.set(deployment, proof.rows)
        against.push(...(isLast ? proof.against : worse(asked)))
      }
      if (isLast) onRows(rows)
      if (against.length === 0) return []
      if (times === tries || patience.signal.aborted) throw new RingwallError('unreadable', against.join('; '))
      await sleep(patience.pause * 2, patience.signal)
    }
  }
}

/** What else is seen that the plan did not mean, where a program is not well; nothing where the system does not tell. */
export function explaining({
  planned,
  begun,
  before,
  ask,
}: Pick<ProvingOptions, 'planned' | 'begun' | 'before' | 'ask'>): () => Promise<readonly string[]> {
  return async () => {
    const now = await ask().catch(() => undefined)
    if (now === undefined) return []
    return planned.plan.after.flatMap((subject) => {
      const [root = '', name = ''] = nameOf(subject).split('\0')
      const [then, is] = [deploymentIn(before.report, { name, root }), deploymentIn(now.report, { name, root })]
      if (then === undefined || is === undefined) return []
      return unforeseen({ before: then, now: is, touched: touchedIn(begun, nameOf(subject)), foreseen: subject.findings })
    })
  }
}

function touchedIn({ stages }: Pick<Begun, 'stages'>, deployment: string): ReadonlySet<string> {
  return new Set(stages.flatMap(({ touched }) => touched[deployment] ?? []))
}
