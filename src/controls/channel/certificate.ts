import type { Control, Failed, Judgement } from '../../model/control.ts'
import type { Deployment, ServerCertificate, Trust } from '../../model/graph.ts'
import { channelOf, listenerOf } from '../../model/lookup.ts'
import { concerned, reachOf } from '../channels.ts'

const day = 24 * 60 * 60 * 1000
/** Renewal that has not happened this long before the end is overdue. */
const warningDays = 30

export const certificate: Control = {
  id: 'channel/certificate',
  title: 'certificate does not fit',
  subject: 'channel',
  documentation: {
    why: 'A client that verifies refuses a certificate that is expired, signed by somebody else or made for another name. The usual repair is to switch verification off.',
    how: 'The certificate that a listener names, or that the running server sends, is held against the day, its private key, the CA file that each client names, whose CAs have to be in force too, and the host name that the client uses.',
    falsePositives: 'A file that is replaced at start (by an ACME client, a secret store) is not the one in force.',
    fix: 'Issue a certificate from the CA that the clients trust, for every name that they use, and renew it before it ends.',
    references: ['CWE-295', 'CWE-297', 'CWE-298'],
  },
  *judge(deployment) {
    for (const server of deployment.certificates) {
      const faults = [...judgeServer(server, deployment)]
      if (faults.length > 0) yield* faults
      else
        yield {
          verdict: 'pass',
          subject: server.listener,
          component: listenerOf(deployment, server.listener)?.component ?? '',
          locations: server.places,
        }
    }
    for (const trust of deployment.trusts) yield* judgeTrust(trust, deployment)
  },
}

function* judgeServer(server: ServerCertificate, deployment: Deployment): Iterable<Judgement> {
  const listener = listenerOf(deployment, server.listener)
  const left = Math.floor((Date.parse(server.notAfter) - Date.parse(deployment.now)) / day)
  const common = {
    subject: server.listener,
    component: listener?.component ?? '',
    locations: server.places,
    reach: listener?.exposure ?? 'unknown',
    ...seen(server),
  } as const
  const until = server.notAfter.slice(0, 10)
  if (left < 0)
    yield failed(
      common,
      'expired',
      `the certificate of ${server.listener} ended on ${until}`,
      'a certificate in force',
      `ended ${until}`,
      'issue a new certificate and renew it automatically',
      'availability',
    )
  else if (left < warningDays)
    yield failed(
      common,
      'ends-soon',
      `the certificate of ${server.listener} ends on ${until}`,
      `more than ${warningDays} days`,
      `ends ${until}`,
      'renew it now, and automatically from then on',
      'hygiene',
    )
  if (Date.parse(server.notBefore) > Date.parse(deployment.now)) {
    yield failed(
      common,
      'not-yet',
      `the certificate of ${server.listener} is not valid before ${server.notBefore.slice(0, 10)}`,
      'a certificate in force',
      'not valid yet',
      'issue a certificate that is valid today',
      'availability',
    )
  }
  if (server.keyMatches === false)
    yield failed(
      common,
      'key',
      `the private key beside the certificate of ${server.listener} belongs to another certificate`,
      'the key of the certificate',
      'another key',
      'install certificate and key of one pair',
      'availability',
    )
  if (server.brokenDigest !== undefined)
    yield failed(
      common,
      'digest',
      `the certificate of ${server.listener} is signed with ${server.brokenDigest}, which can be forged`,
      'SHA-256 or better',
      server.brokenDigest,
      'issue a new certificate',
      'traffic',
    )
  if (server.weaklyKept === true)
    yield failed(
      common,
      'keystore',
      `the keystore of ${server.listener} is encrypted in an old form, which withstands no guessing`,
      'AES (PBES2)',
      '3DES with SHA-1',
      'make the keystore anew with a current keytool or openssl',
      'hygiene',
    )
  if (server.key.type === 'rsa' && (server.key.bits ?? 4096) < 2048) {
    yield failed(
      common,
      'short-key',
      `the RSA key of ${server.listener} has ${server.key.bits} bits`,
      'at least 2048 bits',
      `${server.key.bits} bits`,
      'issue a certificate with a longer key',
      'traffic',
    )
  }
}

function* judgeTrust(trust: Trust, deployment: Deployment): Iterable<Judgement> {
  const channel = channelOf(deployment, trust.channel)
  if (channel === undefined) return
  const common = {
    subject: trust.channel,
    ...concerned(channel),
    locations: trust.places,
    reach: reachOf(channel, deployment),
    ...seen(trust),
  } as const
  if (!trust.signed)
    yield failed(
      common,
      'not-signed',
      `the CA that ${channel.from} trusts did not sign the certificate of ${trust.name}`,
      'a certificate of the trusted CA',
      'another issuer',
      `give ${channel.from} the CA of ${trust.name}`,
      'defence',
    )
  if (trust.outOfForce !== undefined) {
    const { notBefore, notAfter } = trust.outOfForce
    const time = `from ${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`
    yield failed(
      common,
      'authority-not-in-force',
      `the CA by which ${channel.from} knows the certificate of ${trust.name} is in force ${time} alone`,
      'a CA in force',
      time,
      'put a current CA in its place at both ends, and issue anew from it',
      'availability',
    )
  }
  if (!trust.named)
    yield failed(
      common,
      'not-named',
      `the certificate of ${trust.name} is not made for that name, which ${channel.from} uses`,
      `${trust.name} among its names`,
      'other names',
      `issue it for ${trust.name} as well`,
      'defence',
    )
  if (trust.signed && trust.named && trust.outOfForce === undefined)
    yield { verdict: 'pass', subject: trust.channel, ...concerned(channel), locations: trust.places }
}

/** What a certificate is judged by rests on: the running server's own, or the file that is to be it. */
function seen({ isObserved }: Pick<ServerCertificate, 'isObserved'>): Pick<Failed, 'basis'> {
  return isObserved === true ? { basis: 'observed' } : {}
}

function failed(
  common: Pick<Failed, 'subject' | 'component' | 'locations' | 'reach' | 'basis'>,
  discriminator: string,
  message: string,
  expected: string,
  actual: string,
  fix: string,
  stake: Failed['stake'],
): Failed {
  return { ...common, verdict: 'fail', discriminator, message: `${message}.`, expected, actual, fix, stake }
}
