import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

/** Sections that other programs do not have under these names. */
const telling = /"(?:JwtSigningCertificate|SqlDatabase|EventBus|PushNotifications)"\s*:/

export const enmeshedBackbone: Technology = {
  id: 'enmeshed-backbone',
  title: 'Enmeshed Backbone',
  role: 'application',
  files: [
    { name: /^appsettings\.json$/, content: telling, at: '/app/appsettings.json' },
    { name: /appsettings\.override\.json$/, content: telling, at: '/app/appsettings.override.json' },
  ],
  recognise(input) {
    if (!matchesImage(input.image, ['nmshd/backbone-*', 'nmshd/backbone'])) return undefined
    const version = versionOf(input.image)
    return { certainty: 3, because: 'official image', ...(version === undefined ? {} : { version }) }
  },
  read,
}
