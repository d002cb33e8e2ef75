import { randomBytes } from 'node:crypto'
import { audit } from '../engine/audit.ts'
import { observe } from '../engine/verify/merge.ts'
import { askAll } from '../engine/verify/run.ts'
import type { Answer } from '../model/observed.ts'
import type { Report } from '../model/report.ts'
import { findTransport } from '../probes/transport.ts'
import { detectTls, tlsProbes } from '../probes/tls/index.ts'
import { controls, guides } from '../registry.ts'
import { openBooks } from './books.ts'
import { conclude, conclusionOf } from './conclude.ts'
import { guidesOf } from './guides.ts'
import { interruption } from './interruption.ts'
import type { Io } from './io.ts'
import { exit } from './io.ts'
import { deliver } from './output.ts'
import { progress } from './progress.ts'
import type { Asked } from './verify-options.ts'
import { verifyOptions } from './verify-options.ts'
import type { Planned } from './verify-plan.ts'
import { planText, planVerification } from './verify-plan.ts'
import { version } from './version.ts'

/** `ringwall verify`: ask the running system, and hold the answers against the configuration. */
export async function runVerify(path: string | undefined, options: Readonly<Record<string, unknown>>, io: Io): Promise<number> {
  const conclusion = conclusionOf('verify', options, io)
  const inForce = guidesOf(options)
  const asked = verifyOptions(options, io)
  const now = new Date().toISOString()
  const planned = await planVerification(path, options, asked, now, io)
  if (options['plan'] === true) {
    deliver(planText(planned), conclusion.file, io)
    return exit.clean
  }
  const answers = await ask(planned, asked, io)
  const { found } = planned
  const report: Report = audit(
    found,
    { technologies: planned.technologies, controls, guides },
    {
      version,
      now,
      all: conclusion.all,
      guides: inForce(found.project?.project),
      ...(found.files === undefined ? {} : { books: openBooks({ ...found, files: found.files }, now) }),
      observe: (deployment) => observe(deployment, answers.get(deployment.name) ?? []),
    },
  )
  return conclude(report, conclusion, io)
}

/** What every deployment answered, by its name; Ctrl-C and the deadline end the run early, and what was answered until then counts. */
async function ask(planned: Planned, asked: Asked, io: Io): Promise<ReadonlyMap<string, readonly Answer[]>> {
  const bar = progress(io)
  const end = interruption(asked.deadline)
  const answers = new Map<string, readonly Answer[]>()
  try {
    for (const { name, plan } of planned.plans) {
      const got = await askAll(plan.asks, {
        ...asked.limits,
        signal: end.signal,
        random: (bytes) => randomBytes(bytes).toString('hex'),
        now: Date.now,
        findTransport: (target, protocol, means) => findTransport(target, protocol, means, detectTls),
        tls: tlsProbes,
        onTarget: ({ id }, index, total) => bar.step(`asking ${index + 1} of ${total}: ${id}`),
      })
      answers.set(name, [...got, ...plan.notAsked])
    }
    return answers
  } finally {
    end.stop()
    bar.end()
  }
}
