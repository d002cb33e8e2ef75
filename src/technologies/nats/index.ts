import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const nats: Technology = {
  id: 'nats',
  title: 'NATS',
  role: 'broker',
  recognise: (input) => recogniseBy(input, { official: ['nats', 'nats-streaming'], rebuilds: ['bitnami/nats', '*/nats'], programs: ['nats-server'] }),
  read,
}
