import type { Setting } from '../../model/setting.ts'
import { masked, part } from './values.ts'

/** A volume in its short form, `[source:]target[:options]`, cut into its parts. */
export interface ShortVolume {
  readonly source?: Setting
  readonly target: Setting
  readonly options: readonly string[]
}

/** Cuts as compose-go v2.6 does (format/volume.go): a lone letter before a colon is a Windows drive. */
export function cutVolume(from: Setting): ShortVolume | undefined {
  if (from.value.length === 0) return undefined
  if (from.value.length <= 2) return { target: part(from, from.value), options: [] }
  const mask = masked(from.value, from.unresolved)
  const sections: string[] = []
  let start = 0
  for (let at = 0; at <= mask.length; at++) {
    const isDrive = mask[at] === ':' && at - start === 1 && /\p{L}/u.test(mask[start] ?? '')
    if (at < mask.length && (mask[at] !== ':' || isDrive)) continue
    sections.push(from.value.slice(start, at))
    start = at + 1
  }
  const [first = '', second, third, ...more] = sections
  if (more.length > 0 || sections.includes('')) return undefined
  if (second === undefined) return { target: part(from, first), options: [] }
  return { source: part(from, first), target: part(from, second), options: third === undefined ? [] : third.split(',') }
}

export type SourceKind = 'bind' | 'pipe' | 'volume' | 'unknown'

/** What a short volume's source is: a path of the host, or a volume's name. An unknown start leaves it open. */
export function sourceKind(source: Setting): SourceKind {
  const mask = masked(source.value, source.unresolved)
  if (mask.startsWith('\\\\')) return 'pipe'
  if (/^[./~]/.test(mask) || /^\p{L}:/u.test(mask)) return 'bind'
  if (mask.startsWith('\u0001')) return mask.includes('/') || mask.includes('\\') ? 'bind' : 'unknown'
  return 'volume'
}
