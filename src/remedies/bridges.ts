import type { Channel, Deployment, Listener } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import { channelOf, serverOf } from '../model/lookup.ts'
import type { Proposed, Remedy, RemedyTools } from '../model/remedy.ts'
import { bridgeTo } from './bridges/propose.ts'

/**
 * A client that cannot speak TLS gets something beside it that can. It comes when the server speaks TLS already, which is what the remedy of
 * connections is for: it waits for the round after that.
 */
export const bridges: Remedy = {
  id: 'bridges',
  title: 'bridges beside programs that cannot speak TLS',
  answers: ['channel/encrypted'],
  async propose({ deployment, failed }, tools) {
    const stuck = failed.flatMap(({ judgement }) => {
      const channel = channelOf(deployment, judgement.subject)
      return channel !== undefined && isStuck(channel) ? [channel] : []
    })
    const byServer = grouped(stuck, (channel) => serverOf(deployment, channel)?.id)
    return (await Promise.all([...byServer].map(([, channels]) => forServer(channels, deployment, tools)))).flat()
  },
}

/** Its product is known not to be able, or nobody here knows how it is told. */
function isStuck({ cannot }: Channel): boolean {
  return cannot !== undefined
}

function forServer(channels: readonly Channel[], deployment: Deployment, tools: RemedyTools): Promise<readonly Proposed[]> {
  const listener: Listener = serverOf(deployment, channels[0]!)!
  return bridgeTo(listener, channels, deployment, tools)
}
