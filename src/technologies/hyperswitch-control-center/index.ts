import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const hyperswitchControlCenter: Technology = {
  id: 'hyperswitch-control-center',
  title: 'Hyperswitch Control Center',
  role: 'application',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['juspaydotin/hyperswitch-control-center'])) return { certainty: 3, because: 'official image', ...versioned }
    return matchesImage(input.image, ['*/hyperswitch-control-center']) ? { certainty: 2, because: 'image name', ...versioned } : undefined
  },
  read,
}
