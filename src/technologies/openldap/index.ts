import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

const known = ['osixia/openldap', 'osixia/openldap-backup', 'bitnami/openldap', 'tiredofit/openldap', 'dinkel/openldap']

export const openldap: Technology = {
  id: 'openldap',
  title: 'OpenLDAP',
  role: 'directory',
  recognise(input) {
    const version = versionOf(input.image)
    // osixia and tiredofit count their own releases
    const versioned = version === undefined || !matchesImage(input.image, ['bitnami/openldap']) ? {} : { version }
    if (matchesImage(input.image, known)) return { certainty: 3, because: 'well-known image', ...versioned }
    if (matchesImage(input.image, ['*/openldap', 'openldap', '*/docker-openldap'])) return { certainty: 2, because: 'image name' }
    return runs(commandLine(input), 'slapd') ? { certainty: 1, because: 'runs slapd' } : undefined
  },
  read,
}
