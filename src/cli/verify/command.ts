import type { KeyObject } from 'node:crypto'
import { audit } from '../../engine/audit.ts'
import { withDrift } from '../../engine/verify/drift.ts'
import { observe } from '../../engine/verify/merge.ts'
import { RingwallError } from '../../model/error.ts'
import type { Report } from '../../model/report.ts'
import { controls, guides } from '../../registry.ts'
import { openBooks } from '../books.ts'
import { leftBehind } from './canary-options.ts'
import { conclude, conclusionOf, failsCall } from '../conclude.ts'
import { earlierAnswers } from './earlier-answers.ts'
import { guidesOf } from '../guides.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import type { Asked } from './options.ts'
import { verifyOptions } from './options.ts'
import { textOption } from '../options.ts'
import { resolveHosts } from './names.ts'
import { signed, signingKey } from '../signature.ts'
import type { Planned } from './plan.ts'
import { deliverPlan, planVerification } from './plan.ts'
import { inRounds, repetition } from './rounds.ts'
import type { VerifyRun } from './run.ts'
import { ask } from './run.ts'
import { version } from '../version.ts'

/** `ringwall verify`: ask the running system, and hold the answers against the configuration. */
export async function runVerify(path: string | undefined, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const conclusion = conclusionOf('verify', options, io)
  const inForce = guidesOf(options)
  const since = textOption(options['since'])
  const earlier = since === undefined ? undefined : earlierAnswers(since, io.cwd)
  const key = signer(options, conclusion.format, io)
  // each round has places and passwords of its own, as a call of its own would
  const plan = async (): Promise<{ readonly asked: Asked; readonly planned: Planned }> => {
    const asked = verifyOptions(options, io)
    return { asked, planned: await planVerification(path, options, asked, new Date().toISOString(), io) }
  }
  const first = await plan()
  const again = repetition(options, first.asked)
  if (options['plan'] === true) {
    deliverPlan(first.planned, first.asked, conclusion, io)
    return exit.clean
  }
  const left: string[] = []
  const make = async (number: number): Promise<Report> => {
    const { asked, planned } = number === 1 ? first : await plan()
    const run = await ask(await resolveHosts(planned), asked, io)
    left.push(...leftBehind(run.answers.values()))
    return judge(planned, run, conclusion.all, inForce)
  }
  let [answered, failed] = [false, false]
  const last = await inRounds(make, again, io, (each) => {
    answered ||= isAnswered(each)
    failed ||= failsCall(each, conclusion)
  })
  const report = earlier === undefined ? last : withDrift(last, earlier)
  const code = await conclude(report, conclusion, io, key === undefined ? undefined : (each) => signed(each, key))
  for (const each of left) io.stderr.write(`ringwall: ${each}\n`)
  // what was open in any round was open
  if (left.length > 0 || failed) return exit.findings
  return answered || code !== exit.clean ? code : nothingAnswered(io)
}

/** What the wire says, held against the files by the same controls. */
export function judge(planned: Planned, { answers, reach, record }: VerifyRun, all: boolean, inForce: ReturnType<typeof guidesOf>): Report {
  const { found } = planned
  const now = record.started
  const judged = audit(
    found,
    { technologies: planned.technologies, controls, guides },
    {
      version,
      now,
      all,
      guides: inForce(found.project?.project),
      ...(found.files === undefined ? {} : { books: openBooks({ ...found, files: found.files }, now) }),
      observe: (deployment) => {
        const tried = reach.get(deployment.input)
        return { ...observe(deployment, answers.get(deployment.input) ?? []), ...(tried === undefined ? {} : { reach: tried }) }
      },
    },
  )
  return { ...judged, run: record }
}

function isAnswered({ deployments }: Report): boolean {
  return deployments.some(({ answers = [] }) => answers.some(({ outcome }) => outcome === 'answered'))
}

/** A run that learned nothing is no success: the report above says why, server by server. */
function nothingAnswered(io: Io): number {
  io.stderr.write('ringwall: error: nothing that was to be asked gave an answer: nothing is verified\n')
  io.stderr.write('ringwall: hint: the report says why of each; --at names where a component runs, --plan shows what would be asked\n')
  return exit.usage
}

/** Read before anything is asked: a run whose report cannot be signed would be asked for nothing. */
function signer(options: Readonly<Record<string, unknown>>, format: string, io: Io): KeyObject | undefined {
  const file = textOption(options['sign'])
  if (file === undefined) return undefined
  if (format !== 'json')
    throw new RingwallError('usage', `--sign: a report in the format ${format} carries no signature`, { hint: 'add --format json' })
  return signingKey(file, io.cwd)
}
