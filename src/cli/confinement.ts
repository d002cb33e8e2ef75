import type { ComponentInput } from '../model/input.ts'
import type { Observation } from '../model/technology.ts'
import type { ContainerFacts } from '../vantages/containers.ts'
import { held } from './held.ts'
import { environmentHeld, mountsHeld } from './running-files.ts'

/** Where a running container is less confined than its files say: started by hand, or before they were changed. */
export function confinement(input: ComponentInput, facts: ContainerFacts): readonly Observation[] {
  const { isolation, user, at } = input
  const { privileged, readOnlyRoot, capAdd, capDrop, securityOptions, memoryLimit, hostNamespaces } = isolation
  const declared = new Set(capAdd.map(({ value }) => capability(value)))
  const isOpen = (all: readonly { readonly unresolved: readonly unknown[] }[]): boolean => all.some(({ unresolved }) => unresolved.length > 0)
  const added = facts.capAdd.map(capability).filter((each) => !declared.has(each))
  const kept = capDrop
    .map(({ value }) => capability(value))
    .filter((each) => !facts.capDrop.map(capability).some((drop) => drop === each || drop === 'ALL'))
  const named = user === undefined || user.unresolved.length > 0 ? undefined : user.value
  const options = securityOptions.map(({ value }) => securityOption(value))
  const off = facts.securityOptions.map(securityOption).filter((each) => each.endsWith('=unconfined') && !options.includes(each))
  const mayGain = options.includes('no-new-privileges') && !facts.securityOptions.map(securityOption).includes('no-new-privileges')
  const shared = facts.hostNamespaces.filter((each) => !hostNamespaces.some(({ value }) => value === each))
  const isLimited = memoryLimit !== undefined && memoryLimit.unresolved.length === 0 && !/^0\D*$/.test(memoryLimit.value)
  return [
    held('privileged', privileged?.trail ?? [at], facts.privileged && privileged?.value !== true, 'privileged', 'not privileged', 'takeover'),
    held(
      'cap_add',
      [at],
      added.length > 0 && !isOpen(capAdd) && !declared.has('ALL'),
      `with ${added.join(', ') || 'no more'}`,
      'the capabilities of the files',
      'takeover',
    ),
    held(
      'cap_drop',
      capDrop[0]?.trail ?? [at],
      kept.length > 0 && !isOpen(capDrop),
      `with ${kept.join(', ') || 'no more'} of its capabilities kept`,
      'the capabilities of the files',
      'defence',
    ),
    held(
      'security_opt',
      securityOptions[0]?.trail ?? [at],
      (mayGain || off.length > 0) && !isOpen(securityOptions),
      mayGain ? 'with the way open to more rights' : `with ${off.join(', ') || 'no more'}`,
      'the options of the files',
      'defence',
    ),
    held('namespaces', [at], shared.length > 0, `with the host's ${shared.join(', ')} namespace`, 'namespaces of its own', 'takeover'),
    held(
      'read_only',
      readOnlyRoot?.trail ?? [at],
      readOnlyRoot?.value === true && !facts.readOnlyRoot,
      'with a root that can be written',
      'a read-only root',
      'defence',
    ),
    held(
      'memory',
      memoryLimit?.trail ?? [at],
      isLimited && facts.memory === 0,
      'without a limit of memory',
      'the limit of the files',
      'availability',
    ),
    held(
      'user',
      user?.trail ?? [at],
      named !== undefined && named !== facts.user,
      facts.user === '' ? "as the image's user" : 'as another user',
      'the user of the files',
      'defence',
    ),
    ...mountsHeld(input, facts),
    ...environmentHeld(input, facts),
  ]
}

/** The engine writes `CAP_NET_ADMIN` for what files may call `net_admin`. */
function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '')
}

/** `no-new-privileges:true`, `no-new-privileges=true` and the bare word are one; a colon may stand for `=`. */
function securityOption(text: string): string {
  const [name = '', ...value] = text.split(/[:=]/)
  return name === 'no-new-privileges' && value[0] !== 'false' ? name : [name, ...value].join('=')
}
