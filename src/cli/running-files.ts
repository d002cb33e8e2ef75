import { posix } from 'node:path'
import type { ComponentInput, Mount } from '../model/input.ts'
import type { Observation } from '../model/technology.ts'
import type { ContainerFacts, RunningMount } from '../vantages/containers.ts'
import { held } from './held.ts'

/** Folders and sockets of the host that give the host away. */
const givesAway = /^\/(?:$|etc(?:\/|$)|root(?:\/|$)|proc(?:\/|$)|sys(?:\/|$)|dev(?:\/|$)|var\/run(?:\/|$)|run(?:\/|$)|var\/lib\/docker(?:\/|$))/

/** The mounts of a running container against those of its files. Volumes that its image asks for are nobody's addition. */
export function mountsHeld({ mounts, at }: ComponentInput, { mounts: running }: Pick<ContainerFacts, 'mounts'>): readonly Observation[] {
  if (mounts.some(({ target }) => target.unresolved.length > 0)) return []
  const known = new Map(mounts.map((mount) => [posix.resolve('/', mount.target.value), mount] as const))
  const there = new Map(running.map((mount) => [posix.resolve('/', mount.target), mount] as const))
  const added = running.filter(({ type, target }) => type === 'bind' && !known.has(posix.resolve('/', target)))
  const writable = [...known].filter(([target, mount]) => mount.readOnly && there.get(target)?.writable === true)
  const missing = [...known].filter(([target, mount]) => isKept(mount) && !there.has(target))
  const isBad = added.some(({ source }) => givesAway.test(posix.resolve('/', source)))
  return [
    held('volumes', [at], added.length > 0, `with ${listed(added)} of the host mounted`, 'the volumes of the files', isBad ? 'takeover' : 'defence'),
    held(
      'read-only volumes',
      writable[0] === undefined ? [at] : [writable[0][1].at],
      writable.length > 0,
      `with ${writable.map(([target]) => target).join(', ')} open to changes`,
      'read-only where the files say so',
      'defence',
    ),
    held(
      'kept volumes',
      missing[0] === undefined ? [at] : [missing[0][1].at],
      missing.length > 0,
      `without a volume at ${missing.map(([target]) => target).join(', ')}`,
      'the volumes of the files',
      'availability',
    ),
  ]
}

/** Secrets and configs may be put in without a mount of their own. */
function isKept({ kind }: Mount): boolean {
  return kind === 'bind' || kind === 'volume'
}

function listed(mounts: readonly RunningMount[]): string {
  return mounts.map(({ source }) => source).join(', ') || 'nothing'
}

const secretName = /(?:PASS(?:WORD|WD|PHRASE)?|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i

/** Names in the environment of a running container against those of files and image; values are known to nobody here. */
export function environmentHeld(
  { env, at }: ComponentInput,
  facts: Pick<ContainerFacts, 'environment' | 'imageEnvironment'>,
): readonly Observation[] {
  const running = new Set(facts.environment)
  const declared = [...env].filter(([, { unresolved }]) => unresolved.length === 0)
  const missing = declared.filter(([name]) => !running.has(name))
  const image = facts.imageEnvironment
  const added = image === undefined ? [] : facts.environment.filter((name) => secretName.test(name) && !env.has(name) && !image.includes(name))
  return [
    held(
      'environment',
      missing[0]?.[1].trail ?? [at],
      missing.length > 0,
      `without ${missing.map(([name]) => name).join(', ')}`,
      'the variables of the files',
      'hygiene',
    ),
    // without the image's own names nobody can tell whose they are
    ...(image === undefined
      ? []
      : [
          held(
            'secrets in the environment',
            [at],
            added.length > 0,
            `with ${added.join(', ') || 'no more'}`,
            'the variables of the files',
            'defence',
          ),
        ]),
  ]
}
