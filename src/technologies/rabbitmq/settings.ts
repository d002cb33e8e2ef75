import type { ComponentInput } from '../../model/input.ts'
import type { DeadKey } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'
import { isOn } from '../../settings/rules.ts'
import type { SettingRule } from '../../settings/rules.ts'

/** rabbitmq.conf, RabbitMQ 3.8 to 4.1. */
export const rules: readonly SettingRule[] = [
  {
    key: 'ssl_options.verify',
    concern: 'tls-verification',
    stake: 'hygiene',
    safe: (value) => value === 'verify_peer',
    message: 'certificates of clients are not checked',
    expected: 'verify_peer',
    fix: 'set ssl_options.verify = verify_peer and ssl_options.fail_if_no_peer_cert = true',
    show: true,
  },
  {
    key: 'loopback_users.guest',
    concern: 'anonymous-access',
    stake: 'defence',
    unsafe: (value) => value === 'false',
    message: 'the published account guest may log in from afar',
    expected: 'true, or no account guest',
    fix: 'remove loopback_users.guest = false and make an account of your own',
    show: true,
  },
  {
    key: 'loopback_users',
    concern: 'anonymous-access',
    stake: 'defence',
    unsafe: (value) => value === 'none',
    message: 'the published account guest may log in from afar',
    expected: 'guest stays on loopback',
    fix: 'remove loopback_users = none and make an account of your own',
    show: true,
  },
  {
    key: 'management.cors.allow_origins.1',
    concern: 'cross-origin',
    stake: 'defence',
    unsafe: (value) => value === '*',
    message: "every web site may call the management API in its visitor's name",
    expected: 'named origins',
    fix: 'remove management.cors.allow_origins',
    show: true,
  },
  {
    key: 'management.disable_basic_auth',
    concern: 'second-factor',
    stake: 'hygiene',
    safe: isOn,
    message: 'the management pages take a name and a password beside single sign-on',
    expected: 'true',
    fix: 'set management.disable_basic_auth = true',
    show: true,
  },
]

/** The official image stopped reading these with 3.9: the entrypoint only warns, or refuses to start. */
export function deadVariables(input: ComponentInput): readonly DeadKey[] {
  if (!matchesImage(input.image, ['rabbitmq'])) return []
  return [...input.env].flatMap(([key, value]) =>
    /^RABBITMQ_(?:MANAGEMENT_)?SSL_/.test(key)
      ? [
          {
            key,
            trail: value.trail,
            why: 'the official image reads no TLS variables since 3.9, and does not start with them',
            fix: 'write listeners.ssl.default and ssl_options.* into rabbitmq.conf',
            stake: 'traffic' as const,
          },
        ]
      : [],
  )
}
