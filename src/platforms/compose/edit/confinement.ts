import type { Value } from '../../../formats/edits/value.ts'
import type { Confinement } from '../../../model/change.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { homeOf, serviceIn, setAll } from './target.ts'

/** Writes what a container is not to have into its service. */
export function confine(target: Target, confinement: Confinement): Outcome {
  return setAll(target, homeOf(target), keysOf(target, confinement))
}

type Written = readonly [path: readonly (string | number)[], value: Value]

function keysOf(target: Target, wanted: Confinement): readonly Written[] {
  const keys: Written[] = []
  const { capabilities, readOnly } = wanted
  if (wanted.user !== undefined) keys.push([['user'], wanted.user])
  if (wanted.restart !== undefined) keys.push([['restart'], wanted.restart])
  if (capabilities !== undefined) {
    keys.push([['cap_drop'], ['ALL']])
    if (capabilities.length > 0) keys.push([['cap_add'], capabilities])
  }
  if (wanted.noNewPrivileges === true) keys.push(...added(target, 'security_opt', ['no-new-privileges:true']))
  if (readOnly !== undefined) {
    keys.push([['read_only'], true])
    keys.push(...added(target, 'tmpfs', readOnly))
  }
  // `deploy` and the keys of the service itself exclude each other: where one is written, it is kept to
  const deploys = serviceIn(target, homeOf(target), 'deploy', 'resources') !== undefined
  if (wanted.memory !== undefined) keys.push([deploys ? ['deploy', 'resources', 'limits', 'memory'] : ['mem_limit'], wanted.memory])
  if (wanted.cpus !== undefined) keys.push([deploys ? ['deploy', 'resources', 'limits', 'cpus'] : ['cpus'], wanted.cpus])
  if (wanted.processes !== undefined) keys.push([deploys ? ['deploy', 'resources', 'limits', 'pids'] : ['pids_limit'], wanted.processes])
  if (wanted.healthcheck !== undefined) keys.push([['healthcheck', 'test'], wanted.healthcheck.map((word) => word.replaceAll('$', '$$$$'))])
  return keys
}

/** More items of a list that may be there, and may have some of them: another deployment may share the file. */
function added(target: Target, key: string, items: readonly string[]): readonly Written[] {
  const list = serviceIn(target, homeOf(target), key)
  if (list?.kind !== 'sequence' || list.items.length === 0) return items.length === 0 ? [] : [[[key], items]]
  const missing = items.filter((item) => !list.items.some((each) => each.kind === 'scalar' && each.text === item))
  return missing.map((item, index): Written => [[key, list.items.length + index], item])
}
