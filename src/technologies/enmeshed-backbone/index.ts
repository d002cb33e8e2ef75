import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const enmeshedBackbone: Technology = {
  id: 'enmeshed-backbone',
  title: 'Enmeshed Backbone',
  role: 'application',
  recognise(input) {
    if (!matchesImage(input.image, ['nmshd/backbone-*', 'nmshd/backbone'])) return undefined
    const version = versionOf(input.image)
    return { certainty: 3, because: 'official image', ...(version === undefined ? {} : { version }) }
  },
  read,
}
