import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'

export type Part = 'server' | 'provisioner' | 'ui'

const all: readonly Part[] = ['server', 'provisioner', 'ui']

/** One part, or all of them where the standalone distribution runs (`coopr.sh start`). */
export function partsOf(input: ComponentInput): { readonly parts: readonly Part[]; readonly certain: boolean } {
  const words = commandLine(input).map(({ value }) => value.toLowerCase())
  const names = [...words.flatMap((word) => word.split('/')), input.image?.repository ?? '', input.unit?.value ?? '']
  const one = all.filter((part) => names.some((name) => name.includes(`coopr-${part}`)))
  if (words.some((word) => word.includes('coopr.runtime.servermain'))) return { parts: ['server'], certain: true }
  if (one.length > 0) return { parts: one, certain: words.some((word) => word.includes('coopr-')) }
  return { parts: all, certain: words.some((word) => word.endsWith('coopr.sh')) }
}

/** Where nothing starts it, the parts whose files are there. */
export function partsWith(input: ComponentInput, files: readonly string[]): readonly Part[] {
  const { parts, certain } = partsOf(input)
  if (certain || parts.length === 1 || input.image !== undefined || files.length === 0) return parts
  if (files.every((file) => file.endsWith('.json'))) return []
  return all.filter((part) => files.some((file) => file.includes(part === 'server' ? '/coopr-' : part) && (part === 'ui') === file.endsWith('.sh')))
}
