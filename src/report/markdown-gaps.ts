import type { InputReport } from '../model/report.ts'
import { gapPlace, gapsIn } from './gaps.ts'
import { prose, span } from './markdown-text.ts'
import { count } from './words.ts'

/** What could not be read: a heading and a list, or nothing. */
export function markdownGaps(inputs: readonly InputReport[]): readonly string[] {
  const gaps = gapsIn(inputs)
  if (gaps.length === 0) return []
  return [`### Not known (${count(gaps.length, 'gap')})`, gaps.map((gap) => `- ${span(gapPlace(gap))} ${prose(gap.why)}`).join('\n')]
}
