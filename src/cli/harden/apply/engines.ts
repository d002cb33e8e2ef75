import { healthOf } from '../../../engine/harden/health.ts'
import type { Subject } from '../../../engine/harden/hands.ts'
import { nameOf } from '../../../engine/harden/hands.ts'
import { RingwallError } from '../../../model/error.ts'
import type { EngineRecord, JournalStage } from '../../../model/journal.ts'
import type { ProjectContainer } from '../../../vantages/container-states.ts'
import { sleep } from '../../sleep.ts'
import type { ComposeCall, ComposeOptions } from './compose.ts'
import { composeRecord, containersNow, runInCompose, tellCompose, tellComposeBack } from './compose.ts'
import { failedUnits, systemdRecord, tellSystemd } from './systemd.ts'

export type EngineOptions = ComposeOptions & { readonly isMachine: boolean }

/** How each deployment that changes is told; one that nothing here can tell is an error, before anything is changed. */
export async function engineRecords(
  before: readonly Pick<Subject, 'deployment'>[],
  after: readonly Pick<Subject, 'deployment'>[],
  touched: JournalStage['touched'],
  options: EngineOptions,
  call: ComposeCall,
): Promise<readonly EngineRecord[]> {
  const records: EngineRecord[] = []
  for (const subject of before) {
    const name = nameOf(subject)
    const components = touched[name]
    if (components === undefined) continue
    const { deployment } = subject
    const changed = after.find((each) => nameOf(each) === name)?.deployment ?? deployment
    if (deployment.input.platform === 'compose') records.push({ ...(await composeRecord(deployment, changed, options, call)), deployment: name })
    else if (options.isMachine) records.push({ ...(await systemdRecord(deployment, components, call.io)), deployment: name })
    else
      throw new RingwallError('usage', `--apply: ${deployment.name} is files alone: where they run is not known here`, {
        hint: 'call it on that machine with the path host:, or write a copy with --write',
      })
  }
  return records
}

export async function tell(records: readonly EngineRecord[], touched: JournalStage['touched'], isBack: boolean, call: ComposeCall): Promise<void> {
  for (const record of records) {
    const components = touched[record.deployment] ?? []
    if (record.kind === 'systemd') await tellSystemd(record, components, call.io)
    else await (isBack ? tellComposeBack : tellCompose)(record, components, call)
  }
}

/** What a stage has run inside of its programs; one that ends with an error is one. Services that did not run are not started for it. */
export async function runInside(records: readonly EngineRecord[], runs: NonNullable<JournalStage['runs']>, call: ComposeCall): Promise<void> {
  for (const record of records) {
    if (record.kind !== 'compose') continue
    for (const { component, words } of runs[record.deployment] ?? [])
      if (record.running.includes(component)) await runInCompose(record, component, words, call)
  }
}

export interface Patience {
  /** Milliseconds until what is not well counts as ill. */
  readonly wait: number
  /** Milliseconds from one look to the next. */
  readonly pause: number
  readonly now: () => number
  readonly signal: AbortSignal
}

/** Waits until every service that ran runs again, well by its own health check; says what is not where the time is over. */
export async function waitForHealth(
  records: readonly EngineRecord[],
  touched: JournalStage['touched'],
  isBack: boolean,
  call: ComposeCall,
  { wait, pause, now, signal }: Patience,
): Promise<string | undefined> {
  const end = now() + wait
  const earlier = new Map<EngineRecord, readonly ProjectContainer[]>()
  for (;;) {
    const ill: string[] = []
    for (const record of records) {
      if (record.kind === 'systemd') ill.push(...(await failedUnits(record, touched[record.deployment] ?? [], call.io)))
      else {
        const states = await containersNow(record.project, call.io)
        const health = healthOf([...record.well, ...(isBack ? [] : record.added)], states, earlier.get(record))
        earlier.set(record, states)
        if (health.is === 'waiting') ill.push(health.why)
      }
    }
    if (ill.length === 0) return undefined
    if (now() >= end || signal.aborted) return ill.join('; ')
    await sleep(pause, signal)
  }
}
