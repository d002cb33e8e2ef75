import { parseJaas } from '../../formats/jaas.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { AccountReading } from '../../model/technology.ts'
import { variable } from '../../settings/environment.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { systemProperties } from '../../settings/jvm.ts'

/** Users of PLAIN in the section KafkaServer of a JAAS file, which KAFKA_OPTS names (security guide of Kafka, 3.x). */
export function loginOf(input: ComponentInput, gaps: Gap[]): readonly AccountReading[] {
  const named = systemProperties(variable(input, 'KAFKA_OPTS')).get('java.security.auth.login.config')?.value
  const beside = input.form === 'process' ? input.list('/etc/kafka').filter((name) => /jaas.*\.conf$/.test(name)) : []
  const paths = [...(named === undefined ? [] : [named]), ...beside.map((name) => `/etc/kafka/${name}`)]
  for (const path of paths) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    const { sections, problems } = parseJaas(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    const modules = sections.filter(({ name }) => name.endsWith('KafkaServer')).flatMap((section) => section.modules)
    return modules.flatMap(({ options }) =>
      options.flatMap(({ key, value, span }) => {
        const user = /^user_(.+)$/.exec(key)?.[1]
        if (user === undefined) return []
        return [
          {
            user: settingAt(document, user, span),
            password: settingAt(document, value, span),
            power: user === 'admin' ? ('administrator' as const) : ('application' as const),
            key,
          },
        ]
      }),
    )
  }
  return []
}
