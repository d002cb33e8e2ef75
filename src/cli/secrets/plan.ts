import { reportFile } from '../../engine/harden/report.ts'
import { RingwallError } from '../../model/error.ts'
import type { Component, CredentialUse, Deployment } from '../../model/graph.ts'
import type { FileChange } from '../../model/hardening.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Place } from '../../model/place.ts'
import type { PlannedRotation } from '../../model/rotation.ts'
import type { Secret } from '../../model/text.ts'
import { changeService } from '../../platforms/compose/edit/index.ts'
import type { Files } from '../../platforms/files.ts'
import { changeProgram } from '../../platforms/host/edit.ts'
import type { Workspace } from '../../platforms/workspace.ts'
import { openWorkspace } from '../../platforms/workspace.ts'
import { shapeOf } from '../../remedies/secrets.ts'
import { changedFiles } from '../harden/plan.ts'
import { madeFor } from '../harden/tools.ts'
import type { Io } from '../io.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import type { FoundSecret } from './find.ts'
import { deploymentsIn, secretsOf } from './find.ts'

/** A secret with its next value, and what is done for it. */
export interface Rotated {
  readonly secret: FoundSecret
  readonly old: string
  readonly next: Secret
  readonly shown: PlannedRotation
}

export interface Rotations {
  readonly files: Files
  readonly start: Workspace
  /** The files with the next values. */
  readonly end: Workspace
  readonly deployments: readonly Deployment[]
  readonly rotated: readonly Rotated[]
  readonly changes: readonly FileChange[]
  /** Values that are never shown, with what stands for them. */
  readonly secrets: ReadonlyMap<string, string>
}

/** Plans the next values of secrets. Nothing is written. What cannot be rotated is an error of the call, with its reason. */
export function planRotations(names: readonly string[], path: string, options: Readonly<Record<string, unknown>>, io: Io): Rotations {
  const now = new Date().toISOString()
  const found = findDeployments(path, sourceOptions(options), io.cwd)
  const deployments = deploymentsIn(found, now)
  const wanted = names.map((name) => secretNamed(name, deployments.flatMap(secretsOf)))
  const start = openWorkspace(found.files)
  const end = start.fork()
  const rotated = wanted.map((secret): Rotated => {
    const old = secret.credential.value.value
    const made = madeFor(now, secret.deployment, () => Promise.reject(new Error('no certificate is made for a rotation')))
    const next = made.tools.secret(secret.name, shapeOf(old))
    for (const { use, place } of placesOf(secret, start)) replace(secret.deployment, use, place, { old, next }, end)
    return { secret, old, next, shown: shownPlan(secret, next.value, start, end) }
  })
  checkFiles(rotated, deploymentsIn(findDeployments(path, sourceOptions(options), io.cwd, end.drafts), now))
  const secrets = new Map([
    ...deployments.flatMap(({ credentials }) => credentials.map(({ value, label }) => [value.value, label] as const)),
    ...rotated.map(({ next }) => [next.value, `new secret ${next.name}`] as const),
  ])
  const changes = changedFiles(start, end).map((file) => reportFile(file, secrets))
  return { files: found.files, start, end, deployments, rotated, changes, secrets }
}

function secretNamed(name: string, secrets: readonly FoundSecret[]): FoundSecret {
  const [secret, second] = secrets.filter((each) => each.name === name)
  if (secret === undefined) throw usage(`there is no secret "${name}"`, `there are ${secrets.map((each) => each.name).join(', ') || 'none'}`)
  if (second !== undefined) throw usage(`"${name}" is the name of two secrets`, 'give the file of one deployment as PATH')
  if (secret.way.how === 'refused') throw usage(`${name} is not rotated: ${secret.way.why}`, 'ringwall secrets list says which can be')
  return secret
}

interface Placed {
  readonly use: CredentialUse
  readonly place: Place
}

/** The lines where the value itself stands, each once: what refers to them needs no change. */
function placesOf({ name, credential: { value }, group: { uses } }: FoundSecret, space: Workspace): readonly Placed[] {
  const found = new Map<string, Placed>()
  for (const use of uses) {
    const place = use.trail.findLast((each) => [value.value, encodeURIComponent(value.value)].some((text) => lineAt(each, space).includes(text)))
    if (place === undefined)
      throw usage(
        `${name} is not rotated: the value of ${use.key} of ${use.component} stands in no file as it is read`,
        '`ringwall harden` puts it into one',
      )
    const key = `${place.file}:${place.line}`
    // one line with one value for several of its readers
    if (!found.has(key)) found.set(key, { use, place })
  }
  return [...found.values()]
}

function lineAt({ file, line }: Place, space: Workspace): string {
  return space.read(space.path(file))?.split('\n')[line - 1] ?? ''
}

function replace(
  deployment: Deployment,
  use: CredentialUse,
  place: Place,
  { old, next }: { readonly old: string; readonly next: Secret },
  space: Workspace,
): void {
  const { input: component } = partOf(deployment, use.component)
  const change = { kind: 'replaced-secret', old, places: [place], key: use.key, secret: next } as const
  const done =
    component.form === 'container'
      ? changeService({ deployment: deployment.input, component, space }, change)
      : changeProgram(component, space, change)
  if ('cannot' in done) throw usage(`${next.name} is not rotated: ${done.cannot}`, '`ringwall harden` writes it in a way that can be changed')
}

/** Read again, every use must have the next value, and nothing the old one: else something would be left behind. */
function checkFiles(rotated: readonly Rotated[], after: readonly Deployment[]): void {
  for (const { secret, old, next } of rotated) {
    const now = after.find(({ name, input }) => name === secret.deployment.name && input.root === secret.deployment.input.root)
    const has = (value: string): readonly string[] =>
      now?.credentials
        .filter((each) => each.value.value === value)
        .flatMap(({ uses }) => uses.map(({ component, key }) => `${key} of ${component}`)) ?? []
    const others = secret.credential.uses.filter((use) => !secret.group.uses.includes(use)).map(({ component, key }) => `${key} of ${component}`)
    const left = has(old).filter((use) => !others.includes(use))
    const got = has(next.value)
    const lost = secret.group.uses.map(({ component, key }) => `${key} of ${component}`).find((use) => !got.includes(use))
    const odd = left[0] ?? lost
    if (odd !== undefined)
      throw usage(`${secret.name} is not rotated: ${odd} would not have the new value`, 'write the value in one place that the others refer to')
  }
}

function shownPlan(
  { name, deployment, group: { uses }, way, credential: { value } }: FoundSecret,
  next: string,
  start: Workspace,
  end: Workspace,
): PlannedRotation {
  const doors = way.how === 'doors' ? way.doors : []
  const servers = new Set(doors.map(({ component }) => component))
  const restarts = [...servers].filter((id) => saysInHealthCheck(partOf(deployment, id), uses, value.value))
  const switches = [...new Set(uses.map(({ component }) => component))].filter((component) => !servers.has(component))
  const open = changedFiles(start, end).filter(({ path, after }) => after?.includes(next) === true && end.isReadable(path))
  return {
    name,
    deployment: deployment.name,
    doors: doors.map(({ listener, user, way: overlap }) => ({ listener, user, way: overlap })),
    switches,
    restarts,
    risks: [
      ...(doors.length > 0
        ? [
            `whoever else logs in there with the old password is refused in the end: ${doors.map(({ listener, user }) => `${listener} as ${user}`).join(', ')}`,
          ]
        : []),
      ...doors.flatMap(({ listener, way: overlap }) =>
        overlap === 'instead'
          ? [`${listener} has one password for an account: who connects anew between its change and their own restart is refused once`]
          : [],
      ),
      ...(way.how === 'holders' ? ['what was signed with the old value counts no more: people log in again, and links and tokens end'] : []),
      ...restarts.map((id) => `${id} is started anew in the end: its health check says the password`),
      ...open.map(({ file }) => `${file} can be read by every user of the machine: \`ringwall harden\` closes it`),
    ],
  }
}

/** The value itself, or a variable that holds it. */
function saysInHealthCheck({ id, input }: Component, uses: readonly CredentialUse[], value: string): boolean {
  const { healthcheck } = input.isolation
  if (healthcheck === undefined || healthcheck.disabled) return false
  const text = healthcheck.test.map((word) => word.value).join(' ')
  const names = uses.flatMap(({ component, key }) => (component === id ? [key] : []))
  return text.includes(value) || names.some((name) => new RegExp(`\\$\\{?${name.replaceAll(/\W/g, '.')}\\b`).test(text))
}

function partOf(deployment: Deployment, id: string): Component {
  const component = componentOf(deployment, id)
  if (component === undefined) throw new Error(`a secret is used by ${id}, which is no component`)
  return component
}

function usage(why: string, hint: string): RingwallError {
  return new RingwallError('usage', why, { hint })
}
