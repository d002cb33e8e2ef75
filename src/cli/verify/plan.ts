import type { Found } from '../../engine/audit.ts'
import { buildDeployment } from '../../engine/build.ts'
import type { Plan } from '../../engine/verify/plan.ts'
import type { PlannedEdge } from '../../engine/verify/reach-plan.ts'
import { planFor } from '../../engine/verify/plan.ts'
import { reportPlan } from '../../engine/verify/plan-report.ts'
import { RingwallError } from '../../model/error.ts'
import type { Deployment, Listener } from '../../model/graph.ts'
import type { PlanReport } from '../../model/plan.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Technology } from '../../model/technology.ts'
import type { Protocol } from '../../model/vocabulary.ts'
import type { NamedTarget } from '../../platforms/targets/index.ts'
import { targetDeployment, targetTechnologies } from '../../platforms/targets/index.ts'
import type { ProtocolProbes } from '../../probes/probe.ts'
import { tlsProbes } from '../../probes/tls/index.ts'
import { protocolProbes } from '../../registry.ts'
import { planText } from '../../report/plan-text.ts'
import type { Container } from '../../vantages/containers.ts'
import { thisMachine } from '../../wire/vantage.ts'
import type { Conclusion } from '../conclude.ts'
import type { Io } from '../io.ts'
import { deliver } from '../output.ts'
import type { Sources } from '../sources.ts'
import type { MachinePlace } from './host.ts'
import { machinesOf } from './machines.ts'
import { ownAddresses } from './own-addresses.ts'
import type { Asked } from './options.ts'
import type { NamedPath } from './paths.ts'
import { Containers } from './whereabouts.ts'
import { products, usualProduct } from './products.ts'
import { planZones } from './zones.ts'
import { version } from '../version.ts'

/** What will be asked, deployment by deployment. */
export interface Planned {
  readonly found: Found & Partial<Pick<Sources, 'files' | 'project'>>
  readonly technologies: readonly Technology[]
  readonly plans: readonly { readonly input: DeploymentInput; readonly plan: Plan }[]
  /** Ways that are tried between components; none where nobody asked for it. */
  readonly reach: ReadonlyMap<DeploymentInput, readonly PlannedEdge[]>
  /** The graph of each, as its files tell it. */
  readonly built: ReadonlyMap<DeploymentInput, Deployment>
  /** Machines of each that tell of themselves. */
  readonly machines: ReadonlyMap<DeploymentInput, readonly MachinePlace[]>
  /** Running containers of each deployment, as far as the engine told. */
  readonly running: ReadonlyMap<DeploymentInput, readonly Container[]>
  /** Lets go of the places that it asks from. */
  readonly close: () => Promise<void>
}

/** Finds deployments and named targets, and decides what is asked where. Nothing is sent. */
export async function planVerification(
  path: string | undefined,
  options: Readonly<Record<string, unknown>>,
  asked: Asked,
  now: string,
  io: Io,
): Promise<Planned> {
  const { targets } = asked
  const read = path === undefined && targets.length > 0 ? undefined : await readFiles(path ?? '.', options, io)
  const technologies = read === undefined && !targets.some(namesProduct) ? [] : (await import('../../registry/technologies.ts')).technologies
  const known = [...targetTechnologies(targets, technologies), ...technologies]
  const build = (inputs: readonly DeploymentInput[]): readonly Deployment[] => inputs.map((input) => buildDeployment(input, known, now))
  const built = build(read?.deployments ?? [])
  // only now is it known which files the deployments read: the rest is judged for itself
  const rest = read?.rest?.() ?? { deployments: [], failures: [] }
  const deployments = [...built, ...build([...rest.deployments, ...(targets.length === 0 ? [] : [targetDeployment(targets)])])]
  refuseUnknown(
    asked,
    deployments.flatMap(({ components, listeners }) => [...components, ...listeners]),
  )
  const protocols = await load(new Set(deployments.flatMap(({ listeners }) => listeners.map(({ protocol }) => protocol))))
  const given = new Map([...asked.given, ...targets.map(({ component, host, port }) => [`${component}:${port}`, { host, port }] as const)])
  const containers = new Containers(io)
  // what changes state is not even loaded without the user's word
  const writes = asked.canary.named.length === 0 ? undefined : (await import('./canary.ts')).canaries(deployments, asked.canary, containers)
  const tries = asked.credentials.length === 0 ? undefined : (await import('./credentials.ts')).credentialTries(deployments, asked, protocols)
  const places = await Promise.all(deployments.map((deployment) => containers.places(deployment, asked.vantages, given)))
  const running = await Promise.all(deployments.map((deployment) => containers.running(deployment)))
  return {
    built: new Map(deployments.map((deployment) => [deployment.input, deployment] as const)),
    machines: new Map(deployments.map((deployment) => [deployment.input, machinesOf(deployment, path === 'host:', asked.vantages)] as const)),
    running: new Map(deployments.map(({ input }, index) => [input, ofWhich(running[index])] as const)),
    reach: asked.zones ? await zonesOf(deployments, containers, asked) : new Map(),
    close: async () => {
      await Promise.all([containers.close(), ...asked.vantages.map(({ vantage }) => vantage.close())])
    },
    found: {
      deployments: deployments.map(({ input }) => input),
      failures: [...(read?.failures ?? []), ...rest.failures],
      ...(read === undefined ? {} : { files: read.files }),
      ...(read?.project === undefined ? {} : { project: read.project }),
    },
    technologies: known,
    plans: deployments.map((deployment, index) => ({
      input: deployment.input,
      plan: planFor(deployment, {
        where: {
          here: thisMachine,
          given: outside(given, asked),
          // asked for by published ports alone
          get own() {
            return ownAddresses()
          },
          isMachine: path === 'host:',
          ...places[index],
        },
        protocols,
        logins: asked.logins,
        products: (product, listener, inFront) => [
          ...products(technologies, product, listener, inFront, pathsOf(asked, listener)),
          ...(writes?.get(listener) ?? []),
          ...(tries?.get(listener) ?? []),
        ],
        now,
      }),
    })),
  }
}

/** What reads files is loaded where there are some: for named targets alone it would be most of the start. */
async function readFiles(path: string, options: Readonly<Record<string, unknown>>, { cwd }: Io): Promise<Sources> {
  const { findDeployments, sourceOptions } = await import('../sources.ts')
  return findDeployments(path, sourceOptions(options), cwd)
}

/** Whether something is known of what stands there, beside its protocol: only then are the technologies loaded. */
function namesProduct({ technology, protocol }: NamedTarget): boolean {
  return technology !== undefined || (usualProduct(protocol) ?? '') !== ''
}

/** Of the listener itself, and of its component. */
function pathsOf({ paths }: Asked, { id, component }: Listener): readonly NamedPath[] {
  return [id, component].flatMap((name) => paths.get(name) ?? [])
}

function ofWhich(running: readonly Container[] | string | undefined): readonly Container[] {
  return typeof running === 'string' ? [] : (running ?? [])
}

async function zonesOf(deployments: readonly Deployment[], containers: Containers, asked: Asked): Promise<Planned['reach']> {
  const planned = deployments.map(async (deployment) => [deployment.input, await planZones(deployment, containers, asked)] as const)
  const reach = new Map(await Promise.all(planned))
  if ([...reach.values()].some((edges) => edges.length > 0)) return reach
  throw new RingwallError('usage', '--zones: there is no component whose network can be asked from', {
    hint: 'it takes root and running containers of the Compose project, or --vantage netns:NAME=COMPONENT with --at COMPONENT=ADDRESS',
  })
}

/** An address inside a network that is entered means something there alone. */
function outside(given: Asked['given'], { vantages }: Asked): Asked['given'] {
  const inside = new Set(vantages.flatMap(({ component, vantage }) => (vantage.machine === undefined ? [component] : [])))
  return new Map([...given].filter(([name]) => !inside.has(name) && !inside.has(name.replace(/:\d+$/, ''))))
}

/** An address for a name that nothing has would silently not be asked. */
function refuseUnknown({ given, logins, paths, vantages }: Asked, known: readonly { readonly id: string }[]): void {
  const ids = known.map(({ id }) => id)
  const lost = vantages.find(({ component }) => component !== undefined && !ids.includes(component))?.component
  if (lost !== undefined) throw new RingwallError('usage', `--vantage: there is no component "${lost}"`, { hint: `there are ${ids.join(', ')}` })
  for (const [option, names] of [
    ['--at', given],
    ['--login', logins],
    ['--path', paths],
  ] as const) {
    const odd = [...names.keys()].find((name) => !ids.includes(name))
    if (odd !== undefined)
      throw new RingwallError('usage', `${option}: there is no component or listener "${odd}"`, { hint: `there are ${ids.join(', ')}` })
  }
}

async function load(protocols: ReadonlySet<Protocol>): Promise<ReadonlyMap<Protocol, ProtocolProbes>> {
  const loaded = [...protocols].map(async (protocol) => [protocol, await protocolProbes[protocol]?.()] as const)
  return new Map((await Promise.all(loaded)).flatMap(([protocol, probes]) => (probes === undefined ? [] : [[protocol, probes] as const])))
}

/** For `--plan`: what would be asked of whom, and of whom nothing. */
export function deliverPlan(
  { plans, reach, machines }: Planned,
  { limits: { depth } }: Pick<Asked, 'limits'>,
  { format, file }: Pick<Conclusion, 'format' | 'file'>,
  io: Io,
): void {
  const deployments = plans.map(({ input, plan }) =>
    reportPlan(input.name, plan, tlsProbes, {
      depth,
      ways: reach.get(input),
      reads: (machines.get(input) ?? []).map(({ component, vantage }) => ({ machine: component, vantage })),
    }),
  )
  const connections = deployments.flatMap(({ asks, ways = [] }) => [...asks, ...ways]).reduce((sum, ask) => sum + ask.connections, 0)
  const report: PlanReport = { schema: 'ringwall.plan/0', tool: { name: 'ringwall', version }, deployments, connections }
  if (format !== 'text' && format !== 'json')
    throw new RingwallError('usage', `--plan: there is no plan in the format ${format}`, { hint: 'text and json are there' })
  deliver(format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : planText(report), file, io)
}
