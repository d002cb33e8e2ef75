import type { PlannedAsk, PlanReport } from '../model/plan.ts'
import { count, printable } from './words.ts'

/** For `--plan`: what would be asked of whom, and of whom nothing and why. */
export function planText({ deployments, connections }: PlanReport): string {
  const asks = deployments.flatMap((deployment) => deployment.asks)
  const left = deployments.flatMap(({ notAsked }) => notAsked)
  return [
    ...deployments.flatMap((deployment) => [
      printable(deployment.name),
      ...deployment.asks.flatMap(askLines),
      ...deployment.notAsked.map(({ listener, why }) => `  ${printable(listener)}  not asked: ${printable(why)}`),
      '',
    ]),
    `Nothing was sent. ${count(asks.length, 'listener')} would be asked, ${left.length} not; ${count(connections, 'connection')} at most.`,
    '',
  ].join('\n')
}

function askLines({ listener, address, vantage, because, questions, connections }: PlannedAsk): readonly string[] {
  return [
    `  ${printable(listener)}  at ${printable(address)} from ${printable(vantage)} (${printable(because)}), ${count(connections, 'connection')} at most`,
    ...questions.map(({ probe, asks, when }) => `    ${probe}  ${asks}${when === 'tls' ? ', where it speaks TLS' : ''}`),
  ]
}
