import type { KeyObject } from 'node:crypto'
import { audit } from '../../engine/audit.ts'
import { withDrift } from '../../engine/verify/drift.ts'
import { observe } from '../../engine/verify/merge.ts'
import { RingwallError } from '../../model/error.ts'
import type { Report } from '../../model/report.ts'
import { controls, guides } from '../../registry.ts'
import { openBooks } from '../books.ts'
import { leftBehind } from './canary-options.ts'
import { conclude, conclusionOf } from '../conclude.ts'
import { earlierAnswers } from './earlier-answers.ts'
import { guidesOf } from '../guides.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { verifyOptions } from './options.ts'
import { textOption } from '../options.ts'
import { resolveHosts } from './names.ts'
import { signed, signingKey } from '../signature.ts'
import { deliverPlan, planVerification } from './plan.ts'
import { ask } from './run.ts'
import { version } from '../version.ts'

/** `ringwall verify`: ask the running system, and hold the answers against the configuration. */
export async function runVerify(path: string | undefined, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const conclusion = conclusionOf('verify', options, io)
  const inForce = guidesOf(options)
  const asked = verifyOptions(options, io)
  const since = textOption(options['since'])
  const earlier = since === undefined ? undefined : earlierAnswers(since, io.cwd)
  const key = signer(options, conclusion.format, io)
  const now = new Date().toISOString()
  const planned = await planVerification(path, options, asked, now, io)
  if (options['plan'] === true) {
    deliverPlan(planned, conclusion, io)
    return exit.clean
  }
  const { answers, reach, record } = await ask(await resolveHosts(planned), asked, io)
  const { found } = planned
  const judged = audit(
    found,
    { technologies: planned.technologies, controls, guides },
    {
      version,
      now,
      all: conclusion.all,
      guides: inForce(found.project?.project),
      ...(found.files === undefined ? {} : { books: openBooks({ ...found, files: found.files }, now) }),
      observe: (deployment) => {
        const tried = reach.get(deployment.input)
        return { ...observe(deployment, answers.get(deployment.input) ?? []), ...(tried === undefined ? {} : { reach: tried }) }
      },
    },
  )
  const whole: Report = { ...judged, run: record }
  const report = earlier === undefined ? whole : withDrift(whole, earlier)
  const code = await conclude(report, conclusion, io, key === undefined ? undefined : (each) => signed(each, key))
  const left = leftBehind(answers.values())
  for (const each of left) io.stderr.write(`ringwall: ${each}\n`)
  if (left.length > 0) return exit.findings
  return isAnswered(report) || code !== exit.clean ? code : nothingAnswered(io)
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
