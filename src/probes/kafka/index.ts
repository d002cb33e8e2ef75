import type { Learned } from '../../model/observed.ts'
import { apiVersions, kafkaErrors, saslHandshake } from '../../wire/kafka.ts'
import type { Probe, ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'

/** Mechanisms that Kafka has (documentation 3.9, section 7.4). */
const known = ['GSSAPI', 'OAUTHBEARER', 'PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']

const logins: Probe = {
  id: 'kafka/authentication',
  asks: 'which ways to log in are offered, if any; no account is named',
  connections: 1,
  ask: (_target, asking) =>
    talking(asking, async (talk): Promise<Learned> => {
      await apiVersions(talk)
      const { error, mechanisms } = await saslHandshake(talk, `NONE-${asking.random(4)}`)
      // a listener without SASL (KafkaApis.handleSaslHandshakeRequest, 3.9)
      if (error === kafkaErrors.illegalState) return { said: 'the listener knows no log-in: clients are served without one', authentication: 'none' }
      const offered = known.filter((each) => mechanisms.includes(each))
      if (error !== kafkaErrors.unsupportedMechanism || offered.length === 0)
        return { said: `SaslHandshake is answered with error ${error}`, unproven: [`error ${error} tells nothing of log-ins`] }
      const authentication = offered.every((each) => each === 'GSSAPI')
        ? 'kerberos'
        : offered.every((each) => each === 'OAUTHBEARER')
          ? 'token'
          : 'password'
      return { said: `a log-in is asked for: ${offered.join(', ')}`, authentication }
    }),
}

export const kafka: ProtocolProbes = {
  protocol: 'kafka',
  async plaintext(talk) {
    await apiVersions(talk)
    return { served: true, said: 'ApiVersions without TLS is answered' }
  },
  probes: [logins],
}
