import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { bitnami, official, others, stack } from './packaging.ts'
import { read } from './read.ts'

export const redis: Technology = {
  id: 'redis',
  title: 'Redis',
  role: 'cache',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, [...bitnami, ...stack, ...others])) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'redis-server', 'valkey-server', 'keydb-server', 'redis-sentinel'))
      return { certainty: 1, because: 'runs redis-server' }
    return undefined
  },
  read,
}
