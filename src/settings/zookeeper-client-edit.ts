import type { Cannot, Change, Edited, Rewrite } from '../model/change.ts'
import type { Channel, Component, Deployment } from '../model/graph.ts'
import type { ComponentInput } from '../model/input.ts'
import { ownFiles, ownFolder } from '../model/own-files.ts'
import type { ConnectCredential, WantConnect } from '../model/want.ts'
import { commandLine, runs } from '../protocols/arguments.ts'
import { maskHoles } from '../protocols/holes.ts'
import { trustFile } from './trust-file.ts'
import { clientProperties, jvmProperties } from './zookeeper-client.ts'
import type { FileOwner } from './file-owner.ts'
import { fileOwner } from './file-owner.ts'

/** Where a program's JVM takes options from, and who reads its files. */
export interface JvmProgram {
  readonly variable: string
  /** The variable with the address, where it is not the key of the connection. */
  readonly address?: string
  readonly owner: FileOwner
}

const ownFile = `${ownFolder}/jaas.conf`
const property = 'java.security.auth.login.config'

/** ZooKeeper's own client library is told by properties of its JVM, whatever the program. */
export function zookeeperEdit(want: WantConnect, channel: Channel, component: Component, deployment: Deployment, program?: JvmProgram): Edited {
  const { id, input, title } = component
  const jvm = program ?? genericProgram(input)
  if (jvm === undefined) return { cannot: `${title}: which client library it has, and how that is told, is not in the files`, reason: 'needs-person' }
  const others = deployment.channels.filter(
    (other) => other.from === id && other.protocol === 'zookeeper' && (other.host !== channel.host || other.port !== channel.port),
  )
  if (others.length > 0)
    return {
      cannot: `what its JVM is told holds for ${others.map(({ host }) => host).join(', ')} as well: all of them change at once`,
      reason: 'would-break',
    }
  const flags: string[] = []
  const changes: Change[] = []
  if (want.trust !== undefined) {
    const moved = readdressed(input, channel, want.trust.port, jvm.address ?? channel.key)
    if ('cannot' in moved) return { ...moved, reason: 'file-cannot' }
    changes.push(trustFile(input, want.trust.authority), moved)
    flags.push(...clientProperties(ownFiles.authority))
  }
  if (want.credential !== undefined) {
    const told = logIn(want.credential, input, jvm)
    if ('cannot' in told) return told
    changes.push(...told)
    flags.push(`-D${property}=${ownFile}`)
  }
  const given = input.env.get(jvm.variable)
  const missing = flags.filter((flag) => given?.value.split(/\s+/).includes(flag) !== true).join(' ')
  if (missing !== '')
    changes.push(
      given === undefined
        ? { kind: 'variable', name: jvm.variable, value: missing }
        : { kind: 'rewritten', name: jvm.variable, rewrite: (text) => `${text} ${missing}` },
    )
  return { changes, notes: want.trust === undefined ? [] : [`${id}: its ZooKeeper client has to be 3.5.5 or later, with Netty beside it`] }
}

/** HotSpot reads the variable whatever starts it (JVM tool interface, Java 8 to 21). */
function genericProgram(input: ComponentInput): JvmProgram | undefined {
  const image = input.image?.repository.split('/').at(-1) ?? ''
  const isRuntime = /^(?:openjdk|eclipse-temurin|amazoncorretto|sapmachine|ibmjava|ibm-semeru-runtimes|zulu-openjdk|tomcat|jetty)$/.test(image)
  if (!isRuntime && !runs(commandLine(input), 'java', 'zkCli.sh') && !['JAVA_TOOL_OPTIONS', 'JAVA_OPTS'].some((name) => input.env.has(name)))
    return undefined
  return { variable: 'JAVA_TOOL_OPTIONS', owner: fileOwner(input, { user: 0, group: 0 }) }
}

function logIn({ user, password }: ConnectCredential, input: ComponentInput, { owner }: JvmProgram): readonly Change[] | Extract<Edited, Cannot> {
  const named = jvmProperties(input).get(property)?.value
  if (named !== undefined && named !== ownFile)
    return { cannot: `its JVM has the JAAS file ${named}: put a section Client with its name and password into it`, reason: 'file-cannot' }
  if (user === undefined || !/^[\w-]+$/.test(user)) return { cannot: 'a log-in of ZooKeeper has a name', reason: 'needs-person' }
  const quoted = password.value.replace(/["\\]/g, '\\$&')
  const text = `Client {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n  username="${user}"\n  password="${quoted}";\n};\n`
  return [{ kind: 'file', path: ownFile, text, isSecret: true, owner }]
}

/** The address with another port, where it is written in one variable with its port, or beside it. */
function readdressed(input: ComponentInput, { port }: Channel, to: number, key: string): Change | Cannot {
  const value = input.env.get(key)?.value
  if (value === undefined) return { cannot: `${key} is no variable of its environment` }
  if (value.includes(',')) return { cannot: `${key} names several servers, which change at once` }
  const beside = key.replace(/_?(?:HOST|HOSTS|HOSTNAME|SERVER|SERVERS|ADDRESS|CONNECT)$/i, '_PORT')
  if (!/:\d+/.test(value) && beside !== key && input.env.get(beside)?.value === String(port))
    return { kind: 'variable', name: beside, value: String(to) }
  return { kind: 'rewritten', name: key, rewrite: withPort(to) }
}

function withPort(to: number): Rewrite {
  return (text) => {
    const found = /^([a-z]+:\/\/)?([^/:?,]+)(:[^/?,]*)?/i.exec(maskHoles(text))
    if (found === null || (found[3] === undefined && text.startsWith('$'))) return { cannot: 'the port of the address cannot be told' }
    const host = (found[1]?.length ?? 0) + found[2]!.length
    return `${text.slice(0, host)}:${to}${text.slice(host + (found[3]?.length ?? 0))}`
  }
}
