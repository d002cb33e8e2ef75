import type { ConfigurationFile } from '../../model/technology.ts'

/** A bootstrap file has one of these two at its top, whatever its name. */
export const files: readonly ConfigurationFile[] = [
  { name: /\.ya?ml$/, content: /^(?:static_resources|dynamic_resources):/m, at: '/etc/envoy/envoy.yaml' },
  { name: /\.json$/, content: /^\s*"(?:static_resources|dynamic_resources)"\s*:/m, at: '/etc/envoy/envoy.json' },
]
