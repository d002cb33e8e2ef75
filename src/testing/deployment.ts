import { buildDeployment } from '../engine/build.ts'
import type { Control, Judgement } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { ComponentInput, Mount, PortRange, PublishedPort } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { DeploymentInput, NetworkInput, VolumeInput } from '../model/platform.ts'
import type { Setting, Unresolved } from '../model/setting.ts'
import { severity } from '../model/severity.ts'
import type { Observation, Reading, Technology } from '../model/technology.ts'
import type { Role } from '../model/vocabulary.ts'
import type { ComponentSketch } from './component.ts'
import { component } from './component.ts'

/** One component of a small graph. Its block begins on line `at`; by default 10, 20, 30 ... */
export interface DeployedSketch
  extends ComponentSketch, Partial<Pick<ComponentInput, 'profiles' | 'dependsOn' | 'names' | 'replicas' | 'networkOf'>> {
  readonly id: string
  readonly at?: number
  readonly build?: string
  /** What the component turns out to be; without it nobody recognises it. */
  readonly is?: { readonly technology?: string; readonly role?: Role; readonly reading?: Reading; readonly pace?: Technology['pace'] }
}

export interface DeploymentSketch {
  readonly components: readonly DeployedSketch[]
  readonly networks?: readonly (Partial<NetworkInput> & { readonly name: string })[]
  readonly volumes?: readonly (Partial<VolumeInput> & { readonly name: string })[]
  readonly warnings?: DeploymentInput['warnings']
}

/** The graph that the engine builds of it; `services:` stands on line 1 of compose.yml. */
export function deployment(sketch: DeploymentSketch): Deployment {
  const components = sketch.components.map((each, index) => placed(each, index))
  const declared = new Map((sketch.networks ?? []).map((network) => [network.name, network]))
  for (const each of components) for (const { network } of each.networks) if (!declared.has(network)) declared.set(network, { name: network })
  const input: DeploymentInput = {
    name: 'test',
    root: '.',
    platform: 'compose',
    inputs: [{ file: 'compose.yml', as: 'compose', status: 'read', gaps: [] }],
    components,
    networks: [...declared.values()].map((network) => ({ internal: false, external: false, encrypted: false, ...network })),
    volumes: (sketch.volumes ?? []).map((volume) => ({ external: false, options: new Map(), ...volume })),
    secrets: [],
    at: line(1),
    warnings: sketch.warnings ?? [],
  }
  const technologies = sketch.components.flatMap((each) => (each.is === undefined ? [] : [technology(each.id, each.is)]))
  return buildDeployment(input, technologies, '2026-01-01T00:00:00Z')
}

function placed(sketch: DeployedSketch, index: number): ComponentInput {
  const { profiles = [], dependsOn = [], names = [], replicas = 1, networkOf, build } = sketch
  const at = sketch.at ?? 10 * (index + 1)
  return {
    ...component(sketch),
    at: line(at),
    profiles,
    dependsOn,
    names,
    replicas,
    ...(networkOf === undefined ? {} : { networkOf, networks: [] }),
    ...(build === undefined ? {} : { build: { value: build, trail: [line(at + 1)] } }),
  }
}

function technology(id: string, { technology: name = id, role = 'unknown', reading = {}, pace }: NonNullable<DeployedSketch['is']>): Technology {
  return {
    id: name,
    title: name,
    role,
    recognise: (input) => (input.id === id ? { certainty: 3, because: 'the test says so' } : undefined),
    read: () => reading,
    ...(pace === undefined ? {} : { pace }),
  }
}

/** A line of compose.yml. */
export function line(number: number): Place {
  return { file: 'compose.yml', line: number }
}

/** A value written on a line; `${NAME}` is a variable without a value, `<name>` a placeholder. */
export function written(value: string, number: number): Setting {
  const holes = [...value.matchAll(/\$\{[^}]*\}|<[^<>]+>/g)].map(([text]): Unresolved => ({
    text,
    kind: text.startsWith('<') ? 'placeholder' : 'variable',
    why: `${text} has no value`,
  }))
  return { value, trail: [line(number)], unresolved: holes }
}

export function bind(source: string, target: string, number: number, options: readonly string[] = []): Mount {
  return {
    kind: 'bind',
    source: written(source, number),
    target: written(target, number),
    readOnly: options.includes('ro'),
    options,
    at: line(number),
  }
}

export function volume(name: string, target: string, number: number, options: readonly string[] = []): Mount {
  return { ...bind(name, target, number, options), kind: 'volume' }
}

/** `8080:80`, `127.0.0.1:8080:80`, `[::1]:53:53/udp`, with ranges. */
export function port(text: string, number: number): PublishedPort {
  const [, host, published, target = '0', protocol = 'tcp'] = /^(?:(.+):)?([\d-]+):([\d-]+)(?:\/(\w+))?$/.exec(text) ?? []
  return {
    ...(host === undefined ? {} : { host: written(host.replace(/^\[|\]$/g, ''), number) }),
    ...(published === undefined ? {} : { published: range(published) }),
    target: range(target),
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    at: line(number),
  }
}

function range(text: string): PortRange {
  const [from = '0', to = from] = text.split('-')
  return { from: Number(from), to: Number(to) }
}

/** Whatever fails or stays open, one line each: `redis high compose.yml:12 compose.yml:3`, `redis unknown compose.yml:12`. */
export function outcome(control: Control, judged: Deployment): readonly string[] {
  return judgements(control, judged, 'fail', 'unknown').map((judgement) => {
    const worth = judgement.verdict === 'fail' ? severity(judgement.reach, judgement.stake) : judgement.verdict
    return [judgement.subject, worth, ...judgement.locations.map((place) => `${place.file}:${place.line}`)].join(' ')
  })
}

/** Subjects that pass. */
export function passing(control: Control, judged: Deployment): readonly string[] {
  return judgements(control, judged, 'pass').map((judgement) => judgement.subject)
}

/** Sentences of what fails or stays open. */
export function messages(control: Control, judged: Deployment): readonly string[] {
  return judgements(control, judged, 'fail', 'unknown').map((judgement) => ('message' in judgement ? judgement.message : ''))
}

function judgements(control: Control, judged: Deployment, ...verdicts: readonly Judgement['verdict'][]): readonly Judgement[] {
  return [...control.judge(judged)].filter((judgement) => verdicts.includes(judgement.verdict))
}

/** A component `app` on a network, with one observation of a concern, written on line 12; port 8080 is published on the host, 9090 is not. */
export function observing(observation: Pick<Observation, 'concern' | 'verdict'> & Partial<Observation>): Deployment {
  const whole: Observation = {
    key: 'KEY',
    trail: [line(12)],
    basis: 'configured',
    message: 'What is, and what it means.',
    actual: 'on',
    expected: 'off',
    fix: 'switch it off',
    stake: 'defence',
    ...observation,
  }
  return deployment({ components: [{ id: 'app', ports: [port('8080:8080', 14)], expose: [9090], is: { reading: { observations: [whole] } } }] })
}
