import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'

export type SparkRole = 'master' | 'worker' | 'history' | 'job'

/** By SPARK_MODE, the command, or the image's name; a client that submits work serves nothing. */
export function roleOf(input: ComponentInput): SparkRole {
  const mode = input.env.get('SPARK_MODE')?.value
  if (mode === 'master' || mode === 'worker') return mode
  const line = commandLine(input)
    .map(({ value }) => value)
    .join(' ')
  if (/deploy\.history|start-history-server/.test(line)) return 'history'
  if (/deploy\.master|start-master/.test(line)) return 'master'
  if (/deploy\.worker|start-worker|start-slave/.test(line)) return 'worker'
  if (line !== '') return 'job'
  if (matchesImage(input.image, ['bde2020/spark-worker', '*/spark-worker'])) return 'worker'
  if (matchesImage(input.image, ['bde2020/spark-history-server'])) return 'history'
  // nothing but a master listens on 7077
  if (input.ports.some(({ target }) => target.from <= 7077 && target.to >= 7077)) return 'master'
  // Bitnami's default for SPARK_MODE is master
  return matchesImage(input.image, ['bitnami/spark', 'bde2020/spark-master', '*/spark-master']) ? 'master' : 'job'
}
