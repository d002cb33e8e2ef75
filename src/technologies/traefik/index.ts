import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const traefik: Technology = {
  id: 'traefik',
  title: 'Traefik',
  role: 'proxy',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['traefik', 'traefik/traefik'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/traefik'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'traefik') ? { certainty: 1, because: 'runs traefik' } : undefined
  },
  read,
}
