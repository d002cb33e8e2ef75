import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const envoy: Technology = {
  id: 'envoy',
  title: 'Envoy',
  role: 'proxy',
  files: [{ name: /envoy.*\.ya?ml$/, content: /^\s*(?:static_resources|admin|dynamic_resources):/m, at: '/etc/envoy/envoy.yaml' }],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['envoyproxy/envoy', 'envoyproxy/envoy-alpine', 'envoyproxy/envoy-distroless', 'envoyproxy/envoy-contrib'],
      rebuilds: ['bitnami/envoy', '*/envoy'],
      programs: ['envoy'],
      home: '/etc/envoy',
    }),
  read,
}
