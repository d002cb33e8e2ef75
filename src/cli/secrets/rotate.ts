import { RingwallError } from '../../model/error.ts'
import type { RotationReport } from '../../model/rotation.ts'
import { rotationText } from '../../report/rotation-text.ts'
import { realDisk } from '../../storage/disk.ts'
import { checkConsent } from '../harden/apply/confirm.ts'
import { afterLeftRun } from '../harden/apply/command.ts'
import { stateFolder } from '../harden/apply/state-folder.ts'
import type { Io } from '../io.ts'
import { exit, wantsColour } from '../io.ts'
import { choice, textOption } from '../options.ts'
import { deliver } from '../output.ts'
import { version } from '../version.ts'
import { applyRotations } from './apply.ts'
import type { Rotations } from './plan.ts'
import { planRotations } from './plan.ts'

/** `ringwall secrets rotate NAME[,NAME]`: the plan, or with `--apply` new values while the service is up. */
export async function rotateSecrets(named: string, path: string, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const names = [...new Set(named.split(',').filter((name) => name !== ''))]
  if (names.length === 0) throw new RingwallError('usage', 'no secret is named', { hint: 'ringwall secrets list names them' })
  const format = choice('--format', options['format'], ['text', 'json'])
  const file = textOption(options['output'])
  const show = (report: RotationReport): void => {
    const text = rotationText(report, { colour: file === undefined && wantsColour(io.stdout, io.env) })
    deliver(format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : text, file, io)
  }
  if (options['apply'] !== true) {
    show(reportOf(planRotations(names, path, options, io)))
    return exit.clean
  }
  checkConsent('--apply', options['yes'] === true)
  const state = stateFolder(path, options, io, realDisk)
  return afterLeftRun({ options, state, goesOn: true }, io, async (patience) => {
    const rotations = planRotations(names, path, options, io)
    const planned = reportOf(rotations)
    if (format === 'text' && options['yes'] !== true) io.stdout.write(rotationText(planned, { colour: wantsColour(io.stdout, io.env) }))
    const ended = await applyRotations(rotations, { path, options, state, patience }, io)
    if (ended === undefined) {
      io.stdout.write('Nothing was changed.\n')
      return exit.clean
    }
    const { number, outcome } = ended
    const why = outcome.end === 'done' ? null : outcome.why
    show({ ...planned, outcome: ends[outcome.end], why, state: number })
    return { done: exit.clean, 'taken-back': exit.findings, stuck: exit.unfinished }[outcome.end]
  })
}

const ends = { done: 'rotated', 'taken-back': 'taken-back', stuck: 'unfinished' } as const

function reportOf({ rotated, changes }: Rotations): RotationReport {
  return {
    schema: 'ringwall.rotation/0',
    tool: { name: 'ringwall', version },
    secrets: rotated.map(({ shown }) => shown),
    files: changes,
    outcome: 'planned',
    why: null,
    state: null,
  }
}
