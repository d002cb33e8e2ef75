import { sleep } from '../../src/cli/sleep.ts'
import { canary } from '../../src/experiments/canary/canary.ts'
import { diskBelow } from '../../src/experiments/canary/disk.ts'
import type { Planter, Trace } from '../../src/experiments/canary/planter.ts'
import { rootFor } from '../../src/experiments/canary/roots.ts'
import type { Answer } from '../../src/model/observed.ts'
import type { ProtocolProbes, Target } from '../../src/probes/probe.ts'
import { asked } from './ask.ts'

export interface CanaryCall {
  readonly port: number
  readonly login?: Target['login']
  readonly flush?: boolean
  readonly stores?: readonly Trace[]
  readonly looks?: readonly string[]
  readonly wait?: number
  readonly signal?: AbortSignal
  /** Called when the value is written, before it is looked for. */
  readonly onWait?: () => void
}

/** The answer of the experiment to a server on loopback, and how it was got. */
export async function canaryOf(protocol: ProtocolProbes, planter: Planter, call: CanaryCall): Promise<Answer> {
  const { port, login, flush = false, stores = [], looks = [], wait = 300, signal, onWait } = call
  const probe = canary(planter, {
    root: () => rootFor({ at: { port }, stores, looks }),
    diskBelow,
    async sleep(milliseconds, until) {
      onWait?.()
      await sleep(milliseconds, until)
    },
    flush,
    wait,
    bytes: 1 << 30,
  })
  const answers = await asked({ ...protocol, probes: [] }, port, {
    more: [probe],
    target: login === undefined ? {} : { login },
    ...(signal === undefined ? {} : { signal }),
  })
  const answer = answers.find((each) => each.probe === probe.id)
  if (answer === undefined) throw new Error('the experiment was not made')
  return answer
}

/** Its verdicts, and where. */
export function verdicts({ learned }: Answer): readonly string[] {
  return (learned?.observations ?? []).map(({ concern, verdict, actual }) => `${concern} ${verdict}: ${actual}`)
}
