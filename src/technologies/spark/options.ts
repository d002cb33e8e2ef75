import { parseProperties } from '../../formats/properties.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { withAssignments } from '../../settings/assignments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { hadoopSettings } from '../../settings/hadoop.ts'
import { systemProperties } from '../../settings/jvm.ts'
import type { Lookup } from '../../settings/rules.ts'

/** Spark's properties by their own names, with the variables of its start and the XML of Hadoop and Hive beside it. */
export interface Options {
  readonly get: Lookup
  readonly all: ReadonlyMap<string, Setting>
  readonly variables: Lookup
  /** hive-site.xml and core-site.xml, where they lie in Spark's folder. */
  readonly xml: Lookup
  /** Where something absent would be written. */
  readonly home: Place
}

const usualFiles = ['/opt/spark/conf', '/opt/bitnami/spark/conf', '/spark/conf', '/etc/spark/conf', '/etc/spark'].map(
  (folder) => `${folder}/spark-defaults.conf`,
)

/** Variables of Bitnami's image, each for one property (libspark.sh, 3.x). */
const bitnami: ReadonlyMap<string, string> = new Map([
  ['spark.authenticate', 'SPARK_RPC_AUTHENTICATION_ENABLED'],
  ['spark.authenticate.secret', 'SPARK_RPC_AUTHENTICATION_SECRET'],
  ['spark.network.crypto.enabled', 'SPARK_RPC_ENCRYPTION_ENABLED'],
  ['spark.io.encryption.enabled', 'SPARK_LOCAL_STORAGE_ENCRYPTION_ENABLED'],
  ['spark.ssl.enabled', 'SPARK_SSL_ENABLED'],
])

/** Options of the JVMs that spark-env.sh starts; a property there wins over the file (Utils.loadDefaultSparkProperties, 3.5). */
const flags = ['SPARK_DAEMON_JAVA_OPTS', 'SPARK_MASTER_OPTS', 'SPARK_WORKER_OPTS', 'SPARK_HISTORY_OPTS']

/** spark-defaults.conf, then Bitnami's variables, then `--conf name=value`, then properties of the JVM: the last wins. */
export function optionsOf(input: ComponentInput, gaps: Gap[]): Options {
  const all = new Map<string, Setting>()
  const document = defaults(input, gaps)
  const folder = document === undefined ? '/opt/spark/conf' : document.path.slice(0, document.path.lastIndexOf('/'))
  const env = withAssignments(input, [`${folder}/spark-env.sh`], gaps)
  if (document !== undefined)
    for (const { key, value, keySpan, span } of parseProperties(document.text).entries)
      all.set(key, settingAt(document, value.trim(), { line: keySpan.line, endLine: span.endLine }))
  for (const [property, name] of bitnami) {
    const value = input.env.get(name)
    if (value !== undefined) all.set(property, value)
  }
  for (const [index, word] of commandLine(input).entries()) {
    const before = commandLine(input)[index - 1]?.value
    const pair = before === '--conf' || before === '-c' ? /^([\w.]+)=(.*)$/s.exec(word.value) : null
    if (pair !== null) all.set(pair[1] ?? '', { ...word, value: pair[2] ?? '' })
  }
  for (const [name, value] of systemProperties(...flags.map((flag) => env.get(flag)))) if (name.startsWith('spark.')) all.set(name, value)
  const { get: xml } = hadoopSettings(input, [`${folder}/core-site.xml`, `${folder}/hive-site.xml`], gaps)
  return {
    get: (key) => all.get(key),
    all,
    variables: (name) => env.get(name),
    xml,
    home: document === undefined ? input.at : { file: document.file, line: 1 },
  }
}

function defaults(input: ComponentInput, gaps: Gap[]): Document | undefined {
  const words = commandLine(input)
  const named = words[words.findIndex(({ value }) => value === '--properties-file') + 1]?.value
  const folder = input.env.get('SPARK_CONF_DIR')?.value.replace(/\/+$/, '')
  const paths = [
    ...(named?.startsWith('/') === true ? [named] : []),
    ...(folder === undefined ? [] : [`${folder}/spark-defaults.conf`]),
    ...usualFiles,
  ]
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document !== undefined) return document
  }
  return undefined
}
