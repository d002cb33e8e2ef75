import type { PlannedAsk, PlannedWay, PlanReport } from '../model/plan.ts'
import { count, printable } from './words.ts'

/** For `--plan`: what would be asked of whom, and of whom nothing and why. */
export function planText({ deployments, connections }: PlanReport): string {
  const asks = deployments.flatMap((deployment) => deployment.asks)
  const ways = deployments.flatMap((deployment) => deployment.ways ?? [])
  const left = deployments.flatMap(({ notAsked }) => notAsked)
  return [
    ...deployments.flatMap((deployment) => [
      printable(deployment.name),
      ...deployment.asks.flatMap(askLines),
      ...deployment.notAsked.map(({ listener, why }) => `  ${printable(listener)}  not asked: ${printable(why)}`),
      ...(deployment.reads ?? []).map(
        ({ machine, vantage }) =>
          `  ${printable(machine)}  is read from ${printable(vantage)}: /proc, /sys, rights of its files, packet filter; nothing is changed`,
      ),
      ...(deployment.ways ?? []).map(wayLine),
      '',
    ]),
    `Nothing was sent. ${count(asks.length, 'listener')} would be asked, ${left.length} not; ${ways.length === 0 ? '' : `${count(ways.length, 'way')} would be tried; `}${count(connections, 'connection')} at most.`,
    '',
  ].join('\n')
}

function askLines({ listener, address, vantage, because, questions, connections }: PlannedAsk): readonly string[] {
  return [
    `  ${printable(listener)}  at ${printable(address)} from ${printable(vantage)} (${printable(because)}), ${count(connections, 'connection')} at most`,
    ...questions.map(({ probe, asks, when }) => `    ${probe}  ${asks}${when === 'tls' ? ', where it speaks TLS' : ''}`),
  ]
}

function wayLine({ from, to, transport, vantage, addresses, required, permitted, connections }: PlannedWay): string {
  const why = required ? 'needed' : permitted ? 'not needed, allowed by the files' : 'not needed, not allowed by the files'
  const where = addresses.length === 0 ? 'not tried: no address of it is known from there' : `at ${addresses.join(', ')} from ${vantage}`
  return `  ${printable(from)} to ${printable(to)} over ${transport.toUpperCase()}  ${printable(where)} (${why}), ${connections} at most`
}
