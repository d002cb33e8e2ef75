import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { Options } from './options.ts'

export type SparkRole = 'master' | 'worker' | 'history' | 'application' | 'job'

/** By SPARK_MODE, the command, or the image's name; a client that submits work serves nothing that stays. */
export function roleOf(input: ComponentInput, options: Options): SparkRole {
  const mode = input.env.get('SPARK_MODE')?.value
  if (mode === 'master' || mode === 'worker') return mode
  const line = commandLine(input)
    .map(({ value }) => value)
    .join(' ')
  if (/deploy\.history|start-history-server/.test(line)) return 'history'
  if (/deploy\.master|start-master/.test(line)) return 'master'
  if (/deploy\.worker|start-worker|start-slave/.test(line)) return 'worker'
  if (line !== '') return 'job'
  if (input.form === 'process') return ofFiles(options)
  if (matchesImage(input.image, ['bde2020/spark-worker', '*/spark-worker'])) return 'worker'
  if (matchesImage(input.image, ['bde2020/spark-history-server'])) return 'history'
  // nothing but a master listens on 7077
  if (input.ports.some(({ target }) => target.from <= 7077 && target.to >= 7077)) return 'master'
  // Bitnami's default for SPARK_MODE is master
  return matchesImage(input.image, ['bitnami/spark', 'bde2020/spark-master', '*/spark-master']) ? 'master' : 'job'
}

/** What settings alone tell: a master where they name one of their own, else the applications that take them. */
function ofFiles(options: Options): SparkRole {
  const own = ['SPARK_MASTER_HOST', 'SPARK_MASTER_PORT', 'SPARK_MASTER_WEBUI_PORT', 'SPARK_MASTER_OPTS']
  const isMaster = own.some((name) => options.variables(name) !== undefined) || [...options.all.keys()].some((key) => key.startsWith('spark.master.'))
  return isMaster ? 'master' : 'application'
}
