import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { files } from './files.ts'
import { read } from './read.ts'

export const zookeeper: Technology = {
  id: 'zookeeper',
  title: 'Apache ZooKeeper',
  role: 'coordination',
  files,
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined || !matchesImage(input.image, ['zookeeper', 'bitnami/zookeeper']) ? {} : { version }
    if (matchesImage(input.image, ['zookeeper', 'bitnami/zookeeper', 'confluentinc/cp-zookeeper']))
      return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['wurstmeister/zookeeper', '*/zookeeper', '*/cp-zookeeper'])) return { certainty: 2, because: 'image name' }
    const words = commandLine(input)
    return runs(words, 'zkServer.sh', 'zookeeper-server-start.sh', 'zookeeper-server-start') ||
      words.some(({ value }) => /^org\.apache\.zookeeper\.server\.(?:quorum\.QuorumPeerMain|ZooKeeperServerMain)$/.test(value))
      ? { certainty: 1, because: 'runs ZooKeeper' }
      : undefined
  },
  read,
  questions,
}
