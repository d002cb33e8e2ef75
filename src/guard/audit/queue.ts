import { setImmediate as turn } from 'node:timers/promises'
import { AuditFault } from './fault.ts'
import type { Entry } from './record.ts'
import { entryOf, lineOf, lineText } from './record.ts'
import type { Tree } from './tree.ts'
import { instant, label } from './values.ts'

/** What the queue works on. */
export interface QueueOptions {
  /** Holds what is on the disk, and nothing else. */
  readonly tree: Tree
  readonly clock: { readonly now: () => Date }
  /** On the disk when it is done; at most one call at a time. */
  readonly append: (bytes: Buffer) => Promise<void>
  /** Between appends: room for a checkpoint. */
  readonly idle: (isForced: boolean) => Promise<void>
}

/** Group commit: what comes while the disk is busy is written together. */
export interface Queue {
  /** Done when it is on the disk. */
  readonly write: (entry: Entry) => Promise<void>
  /** Written as soon as may be; kept while the disk does not take it, up to a bound. */
  readonly add: (entry: Entry) => void
  /** Tries again what is kept, and looks whether a checkpoint is due. */
  readonly poll: () => void
  /** Done when nothing waits and a checkpoint is about all. */
  readonly finish: () => Promise<void>
  readonly fault: () => string | undefined
}

interface Waiting {
  readonly entry: Entry
  readonly resolve?: () => void
  readonly reject?: (fault: AuditFault) => void
}

/** What could not be written, from the first failure to the first success. */
interface Trouble {
  readonly since: Date
  readonly reason: string
  readonly lost: number
  readonly refused: number
}

/** Records in one write, and those that wait for one at most. */
const together = 4_096
const mostWaiting = 50_000

export function openQueue({ tree, clock, append, idle }: QueueOptions): Queue {
  let waiting: Waiting[] = []
  let trouble: Trouble | undefined
  let running: Promise<void> | undefined
  let wantsIdle = false
  let failing: string | undefined

  function push(one: Waiting): void {
    if (waiting.length >= mostWaiting) {
      const fault = new AuditFault('overflow', 'more records wait than the audit log keeps')
      noteTrouble(fault, [one])
      one.reject?.(fault)
      return
    }
    waiting.push(one)
    kick()
  }

  function kick(): void {
    running ??= run().finally(() => {
      running = undefined
      // what came while this one ended: a caller that waits is answered at once, also where the disk just failed
      const isNext = failing === undefined ? waiting.length > 0 || wantsIdle : waiting.some(({ reject }) => reject !== undefined)
      if (isNext) kick()
    })
  }

  async function run(): Promise<void> {
    while (waiting.length > 0 || wantsIdle) {
      // what comes in one turn of the event loop is written together
      await turn()
      wantsIdle = false
      const batch = waiting.splice(0, together)
      if (!(await commit(batch))) return
      await idle(false).catch(() => undefined)
    }
  }

  /** False: it is tried again at the next call. */
  async function commit(batch: readonly Waiting[]): Promise<boolean> {
    const told = trouble
    if (batch.length === 0 && told === undefined) return true
    // what cannot even wait from here on is told the next time
    trouble = undefined
    const entries = [...(told === undefined ? [] : [gapOf(told)]), ...batch.map(({ entry }) => entry)]
    const lines = entries.map((entry, at) => lineOf(entry, tree.size() + at))
    try {
      await append(Buffer.from(lines.map(lineText).join(''), 'utf8'))
    } catch (error) {
      const fault = error instanceof AuditFault ? error : new AuditFault('not-written', 'the audit log cannot be written', error)
      failing = fault.message
      if (told !== undefined) trouble = sumOf(told, trouble)
      waiting = [...batch.filter(({ reject }) => reject === undefined), ...waiting]
      noteTrouble(
        fault,
        batch.filter(({ reject }) => reject !== undefined),
      )
      for (const { reject } of batch) reject?.(fault)
      return false
    }
    failing = undefined
    for (const { leaf } of lines) tree.append(leaf)
    for (const { resolve } of batch) resolve?.()
    return true
  }

  function noteTrouble(fault: AuditFault, gone: readonly Waiting[]): void {
    const refused = gone.filter(({ reject }) => reject !== undefined).length
    const more = { since: clock.now(), reason: fault.message, lost: gone.length - refused, refused }
    trouble = trouble === undefined ? more : sumOf(trouble, more)
  }

  function gapOf({ since, reason, lost, refused }: Trouble): Entry {
    return entryOf({ kind: 'gap', cause: 'not-written', lost, refused, since: instant(since), reason: label(reason) }, instant(clock.now()))
  }

  return {
    write: (entry) => new Promise((resolve, reject) => push({ entry, resolve, reject })),
    add: (entry) => push({ entry }),
    poll() {
      wantsIdle = true
      kick()
    },
    async finish() {
      while (running !== undefined || waiting.length > 0) {
        kick()
        await running
        if (failing !== undefined) throw new AuditFault('not-written', failing)
      }
      await idle(true)
    },
    fault: () => failing,
  }
}

function sumOf(one: Trouble, other: Trouble | undefined): Trouble {
  return { ...one, lost: one.lost + (other?.lost ?? 0), refused: one.refused + (other?.refused ?? 0) }
}
