import type { DeploymentReport, ReachReport } from '../model/report.ts'
import type { Paint } from './paint.ts'
import { count, printable, wrap } from './words.ts'

/** Who reaches what: one line for each listener and each thing that was seen; `all` also gives the reasons. */
export function reachTable({ reach }: DeploymentReport, all: boolean, width: number, ink: Paint): string | undefined {
  if (reach === undefined || reach.length === 0) return undefined
  const targets = [...new Set(reach.map(({ to, transport }) => `${to}${transport === 'udp' ? ' (UDP)' : ''}`))]
  const column = Math.max(...targets.map((each) => printable(each).length))
  const lines = targets.flatMap((target) => {
    const edges = reach.filter(({ to, transport }) => `${to}${transport === 'udp' ? ' (UDP)' : ''}` === target)
    const groups = kinds.flatMap(([word, fits]) => {
      const those = edges.filter(fits)
      return those.length === 0 ? [] : [`${word}: ${[...new Set(those.map(({ from }) => printable(from)))].join(', ')}`]
    })
    return wrap(groups.join('; '), width - column - 6).map((line, index) => `    ${(index === 0 ? printable(target) : '').padEnd(column)}  ${line}`)
  })
  const reasons = all
    ? reach.flatMap((edge) =>
        wrap(printable(`${edge.from} to ${edge.to} from ${edge.vantage}: ${edge.observed}, ${edge.why}`), width - 6).map((line) =>
          ink.dim(`      ${line}`),
        ),
      )
    : []
  return [`  ${ink.bold('Who reaches what')}  ${ink.dim(count(reach.length, 'way'))}`, ...lines, ...reasons].join('\n')
}

const kinds: readonly (readonly [string, (edge: ReachReport) => boolean])[] = [
  ['needed and reached', ({ required, observed }) => required && observed === 'reached'],
  ['needed and NOT reached', ({ required, observed }) => required && (observed === 'refused' || observed === 'blocked')],
  ['not needed, allowed by the files, reached', ({ required, permitted, observed }) => !required && permitted && observed === 'reached'],
  ['not needed, not allowed, and REACHED', ({ required, permitted, observed }) => !required && !permitted && observed === 'reached'],
  ['kept out', ({ required, observed }) => !required && (observed === 'refused' || observed === 'blocked')],
  ['not proven', ({ observed }) => observed === 'unproven'],
  ['not tried', ({ observed }) => observed === 'not-asked'],
]
