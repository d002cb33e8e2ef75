import type { OpenPorts } from '../../../engine/harden/proof.ts'
import type { Answer } from '../../../model/observed.ts'
import type { Report } from '../../../model/report.ts'
import { guidesOf } from '../../guides.ts'
import type { Io } from '../../io.ts'
import { judge } from '../../verify/command.ts'
import { resolveHosts } from '../../verify/names.ts'
import { verifyOptions } from '../../verify/options.ts'
import { planVerification } from '../../verify/plan.ts'
import { ask } from '../../verify/run.ts'

/** As `ringwall verify` asks where nothing else is said. */
export const usualAsking = {
  timeout: '3000',
  concurrency: '8',
  perHost: '4',
  rate: '0',
  connections: '20000',
  deadline: '600',
  tlsGuideline: 'intermediate',
}

export interface OnWire {
  readonly report: Report
  /** By deployment, as reports name it (root, NUL, name). */
  readonly ports: ReadonlyMap<string, OpenPorts>
}

export interface Asking {
  /** Components whose listeners are asked; those of the others stay unasked. */
  readonly touched: ReadonlySet<string>
  /** Certificates (PEM) of authorities that count beside those of the files and of this machine. */
  readonly authorities: readonly string[]
}

/** What the running system says of some components now, judged with the files as they are now. */
export async function askWire(
  path: string,
  options: Readonly<Record<string, unknown>>,
  { touched, authorities }: Asking,
  now: string,
  io: Io,
): Promise<OnWire> {
  const wanted = verifyOptions({ ...usualAsking, at: options['at'] }, io)
  const asked = { ...wanted, limits: { ...wanted.limits, authorities } }
  const planned = await planVerification(path, options, asked, now, io)
  const plans = planned.plans.map(({ input, plan }) => ({
    input,
    plan: { ...plan, asks: plan.asks.filter(({ target }) => touched.has(target.component)) },
  }))
  const run = await ask(await resolveHosts({ ...planned, plans }), asked, io)
  const ports = new Map([...run.answers].map(([{ root, name }, answers]) => [`${root}\0${name}`, portsIn(answers)]))
  return { report: judge(planned, run, true, guidesOf(options)), ports }
}

/** Of every component whose sockets were read, the ports that take connections. */
function portsIn(answers: readonly Answer[]): OpenPorts {
  const all = new Map<string, Set<number>>()
  for (const { asked, learned } of answers) {
    if (learned?.sockets === undefined) continue
    const own = all.get(asked.component) ?? new Set()
    for (const { port } of learned.sockets) own.add(port)
    all.set(asked.component, own)
  }
  return all
}
