import type { ComponentInput } from '../../model/input.ts'
import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import type { Console } from './data/consoles.ts'
import { consoles } from './data/consoles.ts'
import { logIns } from './log-ins.ts'
import { readConsole } from './read.ts'

export const adminConsole: Technology = {
  id: 'admin-console',
  title: 'Administration page',
  role: 'admin',
  recognise(input) {
    const found = consoleOf(input)
    const version = versionOf(input.image)
    return found === undefined ? undefined : { certainty: 3, because: `image of ${found.title}`, ...(version === undefined ? {} : { version }) }
  },
  read(input, version) {
    const found = consoleOf(input)
    return found === undefined ? {} : readConsole(input, version, found)
  },
  logIns,
}

function consoleOf(input: ComponentInput): Console | undefined {
  return consoles.find(({ images }) => matchesImage(input.image, images))
}
