import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { hasFrameworkSettings } from '../../settings/frameworks.ts'
import { applications } from './data/applications.ts'
import { products } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

/** Applications that are all configured alike, one table row each; and whatever has the usual variables of a web framework. */
export const webApplication: Technology = {
  id: 'web-application',
  title: 'Web application',
  role: 'application',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (applications.some(({ images }) => matchesImage(input.image, images))) return { certainty: 3, because: 'official image', ...versioned }
    if (applications.some(({ rebuilds }) => matchesImage(input.image, rebuilds ?? []))) return { certainty: 2, because: 'image name', ...versioned }
    return hasFrameworkSettings(input) ? { certainty: 1, because: 'settings of a web framework' } : undefined
  },
  read,
  products,
  logIns,
}
