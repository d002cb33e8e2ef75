import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Observation } from '../model/technology.ts'
import type { ContainerFacts } from '../vantages/containers.ts'

/** Where a running container is less confined than its files say: started by hand, or before they were changed. */
export function confinement({ isolation, user, at }: ComponentInput, facts: ContainerFacts): readonly Observation[] {
  const { privileged, readOnlyRoot, capAdd } = isolation
  const declared = new Set(capAdd.map(({ value }) => capability(value)))
  const isOpen = capAdd.some(({ unresolved }) => unresolved.length > 0)
  const added = facts.capAdd.map(capability).filter((each) => !declared.has(each))
  const named = user === undefined || user.unresolved.length > 0 ? undefined : user.value
  return [
    held('privileged', privileged?.trail ?? [at], facts.privileged && privileged?.value !== true, 'privileged', 'not privileged', 'takeover'),
    held(
      'cap_add',
      [at],
      added.length > 0 && !isOpen && !declared.has('ALL'),
      `with ${added.join(', ') || 'no more'}`,
      'the capabilities of the files',
      'takeover',
    ),
    held(
      'read_only',
      readOnlyRoot?.trail ?? [at],
      readOnlyRoot?.value === true && !facts.readOnlyRoot,
      'with a root that can be written',
      'a read-only root',
      'defence',
    ),
    held(
      'user',
      user?.trail ?? [at],
      named !== undefined && named !== facts.user,
      facts.user === '' ? "as the image's user" : 'as another user',
      'the user of the files',
      'defence',
    ),
  ]
}

function held(key: string, trail: readonly Place[], differs: boolean, actual: string, expected: string, stake: Observation['stake']): Observation {
  return {
    concern: 'contradiction',
    key: `running ${key}`,
    verdict: differs ? 'unsafe' : 'safe',
    basis: 'observed',
    stake,
    trail,
    message: `the container runs ${actual}, and its files say otherwise`,
    actual,
    expected,
    fix: 'start the container anew from its files, or write down what is meant',
  }
}

/** The engine writes `CAP_NET_ADMIN` for what files may call `net_admin`. */
function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '')
}
