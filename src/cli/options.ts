import { RingwallError } from '../model/error.ts'

/** One of the allowed words, or a clear refusal with the nearest one. */
export function choice<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value)
  if (found !== undefined) return found
  const near = allowed.find((word) => typeof value === 'string' && word.startsWith(value.slice(0, 2).toLowerCase()))
  const guess = near === undefined ? '' : `; did you mean ${near}?`
  throw new RingwallError('usage', `${option}: "${String(value)}" is not one of ${allowed.join(', ')}${guess}`)
}

export function textOption(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function listOption(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}
