import type { Control, Judgement } from '../../model/control.ts'
import { holds, view } from '../../model/fact.ts'
import type { Channel, Deployment } from '../../model/graph.ts'
import { endName, serverOf } from '../../model/lookup.ts'
import { concerned, isBackend, reachOf, staysInside } from '../channels.ts'

export const authenticated: Control = {
  id: 'channel/authenticated',
  title: 'client does not log in',
  subject: 'channel',
  documentation: {
    why: 'A connection without a login tells that the server serves everybody who reaches it.',
    how: 'For connections to stores, brokers, directories and administration ports: does the client present a password, a token or a certificate? Whether the server asks for it is judged at the listener.',
    falsePositives: 'A server that trusts the network address, or a socket that only the client can open, needs no login. Say so with a waiver.',
    fix: 'Give the client an account of its own, and let the server demand it.',
    references: ['OWASP ASVS 14.1'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      const judgement = judgeChannel(channel, deployment)
      if (judgement !== undefined) yield judgement
    }
  },
}

function judgeChannel(channel: Channel, deployment: Deployment): Judgement | undefined {
  if (channel.fromOutside === true || !isBackend(channel, deployment)) return undefined
  const seen = view(channel.authentication)
  const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: channel.evidence }
  if (!seen.known)
    return { ...base, verdict: 'unknown', message: `${channel.from} to ${endName(channel)}: whether the client logs in cannot be told: ${seen.why}.` }
  if (seen.value !== 'none') return { ...base, verdict: 'pass' }
  const server = serverOf(deployment, channel)
  // what stands beside the client passes on what it is sent: the log-in is judged behind it
  if (server !== undefined && holds(server.authentication, 'delegated') && staysInside(channel, deployment))
    return { ...base, verdict: 'not-applicable' }
  // the server's own finding says it already, at the end where it is mended
  if (server !== undefined && holds(server.authentication, 'none')) return { ...base, verdict: 'not-applicable' }
  return {
    ...base,
    verdict: 'fail',
    message: `${channel.from} connects to ${endName(channel)} without a login (${channel.key}).`,
    expected: 'a login of its own',
    actual: 'none',
    fix: `give ${channel.from} an account at ${endName(channel)} and put it into ${channel.key}`,
    reach: reachOf(channel, deployment),
    stake: 'traffic',
  }
}
