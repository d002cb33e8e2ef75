import type { ComponentInput } from '../../model/input.ts'
import type { DeadKey } from '../../model/technology.ts'
import { matchesImage } from '../../protocols/image.ts'

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
