import type { Technology } from '../../model/technology.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { home, read } from './read.ts'

export const flower: Technology = {
  id: 'flower',
  title: 'Flower',
  role: 'admin',
  files: [{ name: /^flower[._-]?config(?:[._-][\w.-]+)?\.py$/, at: `${home}/flowerconfig.py`, command: ['celery', 'flower'] }],
  recognise(input) {
    const version = versionOf(input.image)
    if (matchesImage(input.image, ['mher/flower'])) return { certainty: 3, because: 'official image', ...(version === undefined ? {} : { version }) }
    const words = commandLine(input).map((word) => word.value)
    const isFlower = words.some(
      (word, index) =>
        /(?:^|\/)flower$/.test(word) && (index === 0 || words.slice(0, index).some((before) => /(?:^|\/)celery$|^exec$|^&&$/.test(before))),
    )
    if (isFlower) return { certainty: 1, because: 'runs flower' }
    return matchesImage(input.image, ['*/flower']) ? { certainty: 2, because: 'image name' } : undefined
  },
  read,
  questions,
  logIns,
}
