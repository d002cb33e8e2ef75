import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const caddy: Technology = {
  id: 'caddy',
  title: 'Caddy',
  role: 'proxy',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['caddy', 'caddy/caddy'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/caddy'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'caddy') ? { certainty: 1, because: 'runs caddy' } : undefined
  },
  read,
}
