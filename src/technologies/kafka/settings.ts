import type { ComponentInput } from '../../model/input.ts'
import type { DeadKey } from '../../model/technology.ts'
import { isOff, isOn } from '../../settings/rules.ts'
import type { SettingRule } from '../../settings/rules.ts'

/** Broker properties, Kafka 2.0 to 4.0. */
export const rules: readonly SettingRule[] = [
  {
    key: 'allow.everyone.if.no.acl.found',
    concern: 'over-privileged-default',
    stake: 'data',
    unsafe: isOn,
    message: 'a topic without rules is open to everybody',
    expected: 'false',
    fix: 'remove allow.everyone.if.no.acl.found and write rules for each topic',
    show: true,
  },
  {
    key: 'ssl.endpoint.identification.algorithm',
    concern: 'tls-verification',
    stake: 'traffic',
    safe: (value) => value.toLowerCase() === 'https',
    message: 'the broker does not compare the name in the certificates of other brokers',
    expected: 'https',
    fix: 'remove ssl.endpoint.identification.algorithm',
    show: true,
  },
  {
    key: 'ssl.enabled.protocols',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /SSLv|TLSv1(?:\.1)?(?:,|\s|$)/.test(value),
    message: 'old versions of TLS are offered',
    expected: 'TLSv1.2,TLSv1.3',
    fix: 'remove ssl.enabled.protocols',
    want: null,
    show: true,
  },
  {
    key: 'security.inter.broker.protocol',
    concern: 'tls-policy',
    stake: 'hygiene',
    unsafe: (value) => /^(?:SASL_)?PLAINTEXT$/i.test(value),
    message: 'brokers send each other all messages in clear text',
    expected: 'SASL_SSL or SSL',
    fix: 'set security.inter.broker.protocol to SASL_SSL, with a listener for it',
    show: true,
  },
  {
    key: 'inter.broker.listener.name',
    concern: 'tls-policy',
    stake: 'hygiene',
    unsafe: (value) => /^(?:SASL_)?PLAINTEXT$/i.test(value),
    message: 'brokers send each other all messages in clear text',
    expected: 'a listener with SASL_SSL or SSL',
    fix: 'name a listener with TLS in inter.broker.listener.name',
    show: true,
  },
  {
    key: 'ssl.client.auth',
    concern: 'client-certificate',
    stake: 'hygiene',
    unsafe: (value) => value.toLowerCase() === 'requested',
    message: 'clients without a certificate are let in all the same',
    expected: 'required',
    fix: 'set ssl.client.auth to required',
    show: true,
  },
  {
    key: 'super.users',
    concern: 'over-privileged-default',
    stake: 'takeover',
    unsafe: (value) => value.split(';').some((user) => /^\s*User:(?:ANONYMOUS|\*)\s*$/i.test(user)),
    message: 'callers without a name pass over all rules',
    expected: 'names of administrators',
    fix: 'take User:ANONYMOUS out of super.users',
    show: false,
  },
  {
    key: 'zookeeper.set.acl',
    concern: 'over-privileged-default',
    stake: 'hygiene',
    unsafe: isOff,
    message: 'everybody who reaches ZooKeeper may change what the brokers keep there',
    expected: 'true',
    fix: 'set zookeeper.set.acl to true',
    show: true,
  },
  {
    key: 'unclean.leader.election.enable',
    concern: 'production-topology',
    stake: 'availability',
    unsafe: isOn,
    message: 'a replica that lags behind may become leader: messages are lost',
    expected: 'false',
    fix: 'remove unclean.leader.election.enable',
    want: null,
    show: true,
  },
]

/** bitnami/kafka up to 3.4 refuses to start with clear-text listeners unless it is told that they are meant. */
export const withoutListeners: readonly SettingRule[] = [
  {
    key: 'ALLOW_PLAINTEXT_LISTENER',
    concern: 'production-topology',
    stake: 'hygiene',
    unsafe: (value) => !isOff(value),
    message: 'the image is told that clear-text listeners are meant: they are for development',
    expected: 'no',
    fix: 'map the listeners to SASL_SSL and remove ALLOW_PLAINTEXT_LISTENER',
    show: true,
  },
]

/** Bitnami's prefix: other images make `cfg.…` of it, a property that nobody reads. Only what is meant to protect is named. */
export function misprefixed(input: ComponentInput): readonly DeadKey[] {
  return [...input.env].flatMap(([key, { trail }]) =>
    /^KAFKA_CFG_.*(?:SASL|SSL|SECURITY|AUTHORIZER|SUPER_USERS)/.test(key)
      ? [
          {
            key,
            trail,
            why: 'only the Bitnami image reads KAFKA_CFG_ variables',
            fix: `rename it to ${key.replace('_CFG_', '_')}`,
            stake: 'data' as const,
          },
        ]
      : [],
  )
}
