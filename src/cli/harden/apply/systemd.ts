import { RingwallError } from '../../../model/error.ts'
import type { Deployment } from '../../../model/graph.ts'
import type { SystemdRecord } from '../../../model/journal.ts'
import type { Io } from '../../io.ts'
import { runProgram } from './process.ts'

/** The units behind the components of this machine that are to notice. */
export async function systemdRecord({ components }: Deployment, touched: readonly string[], io: Io): Promise<SystemdRecord> {
  const { code } = await systemctl(['--version'], io)
  if (code !== 0) throw new RingwallError('usage', '--apply: systemctl does not run here', { hint: 'write a copy with --write' })
  const units = components.flatMap(({ id, input }) => (input.unit === undefined ? [] : [[id, input.unit.value] as const]))
  const without = touched.filter((id) => !units.some(([component]) => component === id))
  if (without.length > 0)
    throw new RingwallError('usage', `--apply: ${without.join(', ')}: no unit of this machine is known to run it`, {
      hint: 'leave it out with --except, or write a copy with --write and start it yourself',
    })
  return { kind: 'systemd', deployment: '', units: Object.fromEntries(units) }
}

/** A restart, because a reload leaves out what some programs read at their start alone. What did not run is not started. */
export async function tellSystemd({ units }: SystemdRecord, touched: readonly string[], io: Io): Promise<void> {
  const named = touched.flatMap((id) => units[id] ?? [])
  for (const words of [['daemon-reload'], ...(named.length === 0 ? [] : [['try-restart', '--', ...new Set(named)]])]) {
    const { code } = await systemctl(words, io)
    if (code !== 0) throw new RingwallError('unreadable', `systemctl ${words.join(' ')} ended with ${code ?? 'a signal'}: journalctl says why`)
  }
}

/** Units that do not run; empty where all do. `failed` is systemd's own word. */
export async function failedUnits({ units }: SystemdRecord, touched: readonly string[], io: Io): Promise<readonly string[]> {
  const named = [...new Set(touched.flatMap((id) => units[id] ?? []))]
  const states = await Promise.all(named.map(async (unit) => ({ unit, state: (await systemctl(['is-active', '--', unit], io)).out.trim() })))
  return states.flatMap(({ unit, state }) => (state === 'failed' || state === 'activating' ? [`${unit} is ${state}`] : []))
}

function systemctl(words: readonly string[], io: Io): ReturnType<typeof runProgram> {
  return runProgram({ argv: ['systemctl', '--no-pager', ...words], env: io.env })
}
