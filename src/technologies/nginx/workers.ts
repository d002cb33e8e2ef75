import type { Observation, Remark } from '../../model/technology.ts'
import { written } from './observation.ts'
import { own } from './scopes.ts'
import type { Servers } from './servers.ts'

const workers: Remark = {
  concern: 'over-privileged-default',
  key: 'user',
  stake: 'takeover',
  expected: 'an account of its own, such as www-data',
  fix: 'write user www-data;, and let that account read what is served',
}

/** The first process needs root for its ports; those that answer requests do not. */
export function workerObservations({ root }: Servers): readonly Observation[] {
  const rule = own(root, 'user').at(-1)
  if (rule?.args[0] !== 'root') return []
  return [
    written(workers, 'unsafe', rule, 'The processes of nginx that answer requests run as root: a fault in one of them owns the machine', 'root'),
  ]
}
