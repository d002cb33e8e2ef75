import type { Observation, Remark } from '../../model/technology.ts'

export function seen(remark: Remark, verdict: Observation['verdict'], message: string, actual: string): Observation {
  return { ...remark, verdict, trail: [], basis: 'observed', message, actual }
}
