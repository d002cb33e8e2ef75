import type { InputReport } from '../model/report.ts'
import { gapPlace, gapsIn } from './gaps.ts'
import type { Paint } from './paint.ts'
import { wrap } from './words.ts'

/** What could not be read, for a terminal; `undefined` where everything was. */
export function gapLines(inputs: readonly InputReport[], width: number, ink: Paint): string | undefined {
  const gaps = gapsIn(inputs)
  if (gaps.length === 0) return undefined
  const lines = gaps.flatMap((gap) =>
    wrap(`${gapPlace(gap)}  ${gap.why}`, width - 4).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)),
  )
  return [`  ${ink.bold('Not known')}`, ...lines].join('\n')
}
