import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const phpldapadmin: Technology = {
  id: 'phpldapadmin',
  title: 'phpLDAPadmin',
  role: 'admin',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['osixia/phpldapadmin', 'phpldapadmin/phpldapadmin']))
      return { certainty: 3, because: 'well-known image', ...versioned }
    return matchesImage(input.image, ['*/phpldapadmin']) ? { certainty: 2, because: 'image name', ...versioned } : undefined
  },
  read,
  // version 1.2 sets the cookie of its session on every page; Debian serves it below its name
  surface: { logInPages: ['/', '/phpldapadmin/'] },
}
