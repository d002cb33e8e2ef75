import { parseJaas } from '../formats/jaas.ts'
import type { Fact } from '../model/fact.ts'
import { byDefault, configured } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Authentication } from '../model/vocabulary.ts'
import { commandLine } from '../protocols/arguments.ts'
import { openDocument, settingAt } from './documents.ts'
import { systemProperties } from './jvm.ts'

/** Options of a JVM whose ZooKeeper client speaks TLS and verifies chain and name (programmer's guide, 3.9; files of PEM since 3.5.5). */
export function clientProperties(authority: string): readonly string[] {
  return [
    '-Dzookeeper.client.secure=true',
    '-Dzookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty',
    `-Dzookeeper.ssl.trustStore.location=${authority}`,
    '-Dzookeeper.ssl.trustStore.type=PEM',
  ]
}

/** Where a JVM is given properties, the last one first in force: HotSpot's own variable, then those that scripts put on the command line. */
const variables = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS', 'JAVA_OPTIONS', 'CLIENT_JVMFLAGS', 'JVMFLAGS', 'KAFKA_OPTS']

export function jvmProperties(input: ComponentInput): ReadonlyMap<string, Setting> {
  const words = commandLine(input).filter(({ value }) => value.startsWith('-D'))
  return systemProperties(...variables.map((name) => input.env.get(name)), ...words)
}

type ClientEnd = Pick<ConnectionReading, 'encryption' | 'verification' | 'authentication' | 'user' | 'password' | 'passwordKey' | 'authority'>

/** What the options of its JVM say of a client's connection to ZooKeeper; undefined is left as the address has it. */
export function zookeeperEnd(input: ComponentInput, trail: readonly Place[]): Partial<ClientEnd> {
  const properties = jvmProperties(input)
  const secure = properties.get('zookeeper.client.secure')
  const names = properties.get('zookeeper.ssl.hostnameVerification')
  const authority = properties.get('zookeeper.ssl.trustStore.location')
  const isNamed = names?.value.toLowerCase() !== 'false'
  const verifies = 'ZooKeeper clients check chain and name unless told otherwise (3.5.5 and later)'
  return {
    ...(secure?.value.toLowerCase() === 'true'
      ? {
          encryption: configured('required' as const, [...secure.trail, ...trail]),
          verification:
            names === undefined
              ? byDefault('name' as const, verifies, secure.trail)
              : configured(isNamed ? ('name' as const) : ('chain' as const), names.trail),
          ...(authority === undefined ? {} : { authority }),
        }
      : {}),
    ...logIn(input, properties),
  }
}

export function withZookeeperSettings(reading: ConnectionReading, input: ComponentInput): ConnectionReading {
  return reading.protocol === 'zookeeper' ? { ...reading, ...zookeeperEnd(input, reading.trail) } : reading
}

/** The section `Client` of the JAAS file: by Kerberos, or by a name and a password. */
function logIn(
  input: ComponentInput,
  properties: ReadonlyMap<string, Setting>,
): Partial<Pick<ClientEnd, 'authentication' | 'user' | 'password' | 'passwordKey'>> {
  const named = properties.get('java.security.auth.login.config')
  const document = named === undefined ? undefined : openDocument(input, named.value.replace(/^file:(?:\/\/)?/, ''), [])
  if (document === undefined) return {}
  const name = properties.get('zookeeper.sasl.clientconfig')?.value ?? 'Client'
  const modules = parseJaas(document.text).sections.find((section) => section.name === name)?.modules ?? []
  const said = (fact: Authentication, line: number): Fact<Authentication> => configured(fact, [{ file: document.file, line }, ...document.mount])
  const kerberos = modules.find((module) => module.name.endsWith('.Krb5LoginModule'))
  if (kerberos !== undefined) return { authentication: said('kerberos', kerberos.span.line) }
  const options = modules.flatMap((module) => module.options)
  const [user, password] = ['username', 'password'].map((key) => options.find((option) => option.key === key))
  if (password === undefined) return {}
  return {
    authentication: said('password', password.span.line),
    password: settingAt(document, password.value, password.span),
    passwordKey: 'password',
    ...(user === undefined ? {} : { user: settingAt(document, user.value, user.span) }),
  }
}
