import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { read } from './read.ts'

export const mosquitto: Technology = {
  id: 'mosquitto',
  title: 'Eclipse Mosquitto',
  role: 'broker',
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['eclipse-mosquitto'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/mosquitto', '*/eclipse-mosquitto'])) return { certainty: 2, because: 'image name', ...versioned }
    return runs(commandLine(input), 'mosquitto') ? { certainty: 1, because: 'runs mosquitto' } : undefined
  },
  read,
}
