import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { files } from './files.ts'
import { read } from './read.ts'

export const envoy: Technology = {
  id: 'envoy',
  title: 'Envoy',
  role: 'proxy',
  files,
  recognise: (input) =>
    recogniseBy(input, {
      official: ['envoyproxy/envoy', 'envoyproxy/envoy-alpine', 'envoyproxy/envoy-distroless', 'envoyproxy/envoy-contrib'],
      rebuilds: ['bitnami/envoy', '*/envoy'],
      programs: ['envoy'],
      home: '/etc/envoy',
    }),
  read,
}
