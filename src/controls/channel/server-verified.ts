import { basisOf } from '../basis.ts'
import type { Control, Judgement } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import type { Channel, Deployment } from '../../model/graph.ts'
import { endName } from '../../model/lookup.ts'
import { concerned, weight } from '../channels.ts'

export const serverVerified: Control = {
  id: 'channel/server-verified',
  title: 'server is not verified',
  subject: 'channel',
  documentation: {
    why: 'TLS without a check of the certificate encrypts to whoever answers. An attacker on the path shows any certificate and reads everything.',
    how: 'For connections that ask for TLS, the chain and the host name must both be checked: by the parameters of the connection string, by the variables that switch verification off for a whole program, and by the default of the client library.',
    falsePositives: 'A client that pins one certificate is safe without a chain. Pins are not read yet for every product.',
    fix: 'Give the client the CA that signed the server and switch verification on, host name included.',
    references: ['CWE-295', 'CWE-297'],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      const judgement = judgeChannel(channel, deployment)
      if (judgement !== undefined) yield judgement
    }
  },
}

function judgeChannel(channel: Channel, deployment: Deployment): Judgement | undefined {
  const encryption = view(channel.encryption)
  if (channel.fromOutside === true || !encryption.known || encryption.value !== 'required') return undefined
  const seen = view(channel.verification)
  const base = { subject: channel.id, ...concerned(channel), key: channel.key, locations: seen.trail.length > 0 ? [...seen.trail] : channel.evidence }
  const name = `${channel.from} to ${endName(channel)}`
  if (!seen.known) return { ...base, verdict: 'unknown', message: `${name}: whether the certificate is verified cannot be told: ${seen.why}.` }
  if (seen.value === 'name') return { ...base, verdict: 'pass' }
  return {
    ...base,
    verdict: 'fail',
    message:
      seen.value === 'none'
        ? `${name} uses TLS without verification (${channel.key}): any certificate is accepted, also an attacker's.`
        : `${name} checks the chain but not the host name (${channel.key}): any certificate of the same CA is accepted.`,
    expected: 'chain and host name verified',
    actual: seen.value === 'none' ? 'no verification' : 'chain only',
    fix:
      channel.cannot === undefined
        ? `switch verification on in ${channel.key} and give ${channel.from} the CA`
        : `${channel.cannot}: put a verifying TLS bridge beside ${channel.from}`,
    ...weight(channel, deployment),
    basis: basisOf(seen.basis),
  }
}
