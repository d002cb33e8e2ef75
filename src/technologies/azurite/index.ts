import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const azurite: Technology = {
  id: 'azurite',
  title: 'Azurite',
  role: 'storage',
  recognise(input) {
    return recogniseBy(input, {
      official: ['azure-storage/azurite'],
      rebuilds: ['arafato/azurite', '*/azurite'],
      programs: ['azurite', 'azurite-blob'],
    })
  },
  read,
}
