import type { Carrier } from '../../../engine/harden/carry-out.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Begun, JournalStage } from '../../../model/journal.ts'
import { count } from '../../../report/words.ts'
import type { Io } from '../../io.ts'
import type { ComposeCall } from './compose.ts'
import type { Patience } from './engines.ts'
import { runInside, tell, waitForHealth } from './engines.ts'
import { fileCarrier } from './files.ts'
import type { Swap } from './swap.ts'
import { marked } from './left-programs.ts'
import type { StateFolder } from './state-folder.ts'

export interface CarrierOptions {
  readonly number: number
  readonly begun: Begun
  readonly state: StateFolder
  readonly call: ComposeCall
  readonly patience: Patience
  readonly force: boolean
  /** Asks the running system whether a stage is what it is to be; throws where it is not. */
  readonly ask: (stage: number) => Promise<readonly string[]>
  /** Passwords that running servers are told. */
  readonly swap: Swap | undefined
  /** What is seen that may tell why a program is not well. */
  readonly explain?: () => Promise<readonly string[]>
}

/** Carries a run out on this machine: files, programs, and what is seen of them. Says on standard error what it does. */
export function carrierFor({
  number,
  begun,
  state,
  call: given,
  patience,
  force,
  ask,
  swap,
  explain = () => Promise.resolve([]),
}: CarrierOptions): Carrier {
  const { io } = given
  const call: ComposeCall = { ...given, io: { ...io, env: marked(io.env, state.path) } }
  const files = fileCarrier(begun, { objects: state.objects, disk: state.disk, folder: state.journals.folder(number), force })
  const everything = allTouched(begun)
  const say = (text: string): void => void io.stderr.write(`ringwall: ${text}\n`)
  const goOn = (): void => {
    if (patience.signal.aborted) throw new RingwallError('usage', 'it was interrupted')
  }
  const label = (stage: number): string => (begun.kind === 'rollback' ? 'rollback' : `stage ${stage + 1} of ${begun.stages.length}`)
  return {
    ...files,
    note: (event) => state.journals.note(number, event),
    write(stage) {
      goOn()
      files.write(stage)
      say(`${label(stage)}: ${count(begun.stages[stage]?.files.length ?? 0, 'file')} written`)
    },
    async tell(stage) {
      goOn()
      const { phase, touched } = begun.stages[stage]!
      await swap?.before(phase)
      await tell(begun.engines, touched, begun.kind === 'rollback', call)
      await swap?.after(phase)
      say(`${label(stage)}: the programs are told`)
      return []
    },
    async prove(stage) {
      const ill = await waitForHealth(begun.engines, begun.stages[stage]?.touched ?? {}, begun.kind === 'rollback', call, patience)
      goOn()
      if (ill !== undefined) throw new RingwallError('unreadable', [ill, ...(await explain())].join('; '))
      if (begun.kind === 'apply') await runInside(begun.engines, begun.stages[stage]?.runs ?? {}, call)
      await swap?.prove(begun.stages[stage]!.phase)
      const notes = begun.kind === 'rollback' ? [] : await ask(stage)
      goOn()
      say(`${label(stage)}: the programs are well`)
      return notes
    },
    restore() {
      say('everything goes back')
      files.restore()
    },
    async tellBack() {
      await swap?.backBefore()
      await tell(begun.engines, everything, true, call)
      await swap?.backAfter()
      // Ctrl-C ended the way there, not the way back
      const ill = await waitForHealth(begun.engines, everything, true, call, { ...patience, signal: new AbortController().signal })
      return ill === undefined ? [] : [`after the way back: ${ill}`]
    },
    now: () => new Date(patience.now()).toISOString(),
    reason: (error) => reasonOf(error, io),
  }
}

function allTouched({ stages }: Begun): JournalStage['touched'] {
  const all = new Map<string, Set<string>>()
  for (const { touched } of stages)
    for (const [deployment, components] of Object.entries(touched)) all.set(deployment, new Set([...(all.get(deployment) ?? []), ...components]))
  return Object.fromEntries([...all].map(([deployment, components]) => [deployment, [...components]]))
}

/** Our own errors are sentences without secrets. Of the system's the code and what was done; of anything else the kind alone. */
function reasonOf(error: unknown, io: Io): string {
  if (error instanceof RingwallError) return error.message
  if (error instanceof Error && 'code' in error && 'syscall' in error) return `${String(error.code)} (${String(error.syscall)})`
  if (error instanceof Error)
    io.stderr.write(
      `ringwall: ${error.name}\n${(error.stack ?? '')
        .split('\n')
        .filter((line) => /^ {4}at /.test(line))
        .join('\n')}\n`,
    )
  return 'a bug of ringwall, told above'
}
