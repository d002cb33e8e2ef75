import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const vector: Technology = {
  id: 'vector',
  title: 'Vector',
  role: 'observability',
  recognise: (input) => recogniseBy(input, { official: ['timberio/vector'], rebuilds: ['*/vector'], programs: ['vector'] }),
  read,
}
