import type { Technology } from '../../model/technology.ts'
import { files } from './files.ts'
import { inForce } from './in-force.ts'
import { read } from './read.ts'

export const linux: Technology = {
  id: 'linux',
  title: 'Linux',
  role: 'machine',
  files,
  recognise: (input) => (input.form === 'machine' ? { certainty: 3, because: 'the system of a machine' } : undefined),
  read,
  inForce,
}
