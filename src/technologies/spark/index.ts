import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { questions } from './doors.ts'
import { files } from './files.ts'
import { read } from './read.ts'

export const spark: Technology = {
  id: 'spark',
  title: 'Apache Spark',
  role: 'worker',
  files,
  recognise(input) {
    const version = versionOf(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, ['spark', 'apache/spark', 'apache/spark-py'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['bitnami/spark', 'bde2020/spark-*', '*/spark', '*/spark-master', '*/spark-worker']))
      return { certainty: 2, because: 'image name', ...versioned }
    const words = commandLine(input)
    const isSpark =
      runs(words, 'spark-class', 'start-master.sh', 'start-worker.sh', 'spark-submit') ||
      words.some(({ value }) => value.startsWith('org.apache.spark.deploy.'))
    return isSpark || input.env.has('SPARK_MODE') ? { certainty: 1, because: 'runs Spark' } : undefined
  },
  read,
  questions,
}
