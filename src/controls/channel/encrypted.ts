import { basisOf } from '../basis.ts'
import type { Control, Judgement } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import type { Channel, Deployment } from '../../model/graph.ts'
import { endName, serverOf } from '../../model/lookup.ts'
import { tlsForm } from '../../protocols/advice.ts'
import { carriesCredential, concerned, isEncryptedPath, staysInside, weight } from '../channels.ts'

export const encrypted: Control = {
  id: 'channel/encrypted',
  title: 'connection is not encrypted',
  subject: 'channel',
  documentation: {
    why: 'Whoever can read the network between two components reads passwords and data, and can change both. One container that is taken over is enough.',
    how: 'For every connection the client is asked what it wants: the scheme and the TLS parameters of its connection string, the variables beside it, and the default of its client library. `prefer`-like settings count as open, because an attacker answers that TLS is not offered. A connection that stays inside one network namespace is not judged.',
    falsePositives:
      'A network that encrypts by itself (an overlay with `encrypted`, a mesh) protects the path without TLS. Declare such a network with its driver option.',
    fix: 'Use the TLS form of the connection string (`rediss`, `amqps`, `https`, `sslmode=verify-full`) and give the server a certificate.',
    references: ['OWASP Docker Rule 5a', 'PCI DSS 4.2.1'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      const judgement = judgeChannel(channel, deployment)
      if (judgement !== undefined) yield judgement
    }
  },
}

function judgeChannel(channel: Channel, deployment: Deployment): Judgement | undefined {
  if (channel.fromOutside === true || channel.protocol === 'ssh' || channel.protocol === 'sftp') return undefined
  if (staysInside(channel, deployment)) return undefined
  const seen = view(channel.encryption)
  const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: channel.evidence }
  const name = `${channel.from} to ${endName(channel)}`
  if (!seen.known) return { ...base, verdict: 'unknown', message: `${name}: whether the connection is encrypted cannot be told: ${seen.why}.` }
  if (seen.value === 'required' || isEncryptedPath(channel, deployment)) return { ...base, verdict: 'pass' }
  const offered = serverOf(deployment, channel)
  const server = offered === undefined ? undefined : view(offered.tls)
  const cannot = server?.known === true && server.value === 'none' ? ` ${endName(channel)} offers no TLS on port ${offered?.port}.` : ''
  const carried = carriesCredential(channel) ? 'its password and everything else' : 'everything on it'
  return {
    ...base,
    verdict: 'fail',
    message:
      seen.value === 'none'
        ? `${name} speaks ${channel.protocol} in plaintext (${channel.key}): ${carried} can be read and changed on the way.${cannot}`
        : `${name} uses TLS only if the server offers it (${channel.key}): whoever sits between them answers that it does not.${cannot}`,
    expected: 'TLS required by the client',
    actual: seen.value === 'none' ? 'plaintext' : 'TLS optional',
    fix: channel.cannot === undefined ? tlsForm(channel.protocol, channel.key) : `${channel.cannot}: put a TLS bridge beside ${channel.from}`,
    ...weight(channel, deployment),
    basis: basisOf(seen.basis),
  }
}
