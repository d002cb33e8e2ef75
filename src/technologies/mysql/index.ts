import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { bitnami, likeOfficial, official, others } from './packaging.ts'
import { read } from './read.ts'

export const mysql: Technology = {
  id: 'mysql',
  title: 'MySQL or MariaDB',
  role: 'datastore',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, [...likeOfficial, ...bitnami, ...others])) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'mysqld', 'mariadbd', 'mysqld_safe')) return { certainty: 1, because: 'runs mysqld' }
    return undefined
  },
  read,
}
