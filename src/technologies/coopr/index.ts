import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { files } from './files.ts'
import { partsOf } from './part.ts'
import { read } from './read.ts'

export const coopr: Technology = {
  id: 'coopr',
  title: 'Coopr',
  role: 'application',
  files,
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['caskdata/coopr*'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/coopr', '*/coopr-server', '*/coopr-ui', '*/coopr-provisioner', '*/coopr-standalone']))
      return { certainty: 2, because: 'image name', ...versioned }
    if (partsOf(input).certain) return { certainty: 1, because: 'runs a program of Coopr' }
    const own = [...input.env.keys()].find((name) => name.startsWith('COOPR_'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
  questions,
}
