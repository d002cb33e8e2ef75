import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const vector: Technology = {
  id: 'vector',
  title: 'Vector',
  role: 'observability',
  files: [
    { name: /vector.*\.ya?ml$/, content: /^(?:sources|sinks):/m, at: '/etc/vector/vector.yaml' },
    { name: /vector.*\.toml$/, content: /^\[(?:sources|sinks)\./m, at: '/etc/vector/vector.toml' },
  ],
  recognise: (input) => recogniseBy(input, { official: ['timberio/vector'], rebuilds: ['*/vector'], programs: ['vector'] }),
  read,
}
