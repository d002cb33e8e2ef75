import { parseJaas } from '../../formats/jaas.ts'
import { parseAssignments } from '../../formats/shell-assignments.ts'
import { shellEdits } from '../../formats/edits/shell.ts'
import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { ServeLogin, WantedAccount } from '../../model/want.ts'
import type { Options } from './options.ts'
import type { FileOwner } from '../../settings/file-owner.ts'

type Not = Extract<Edited, { readonly cannot: string }>

const ownFile = `${ownFolder}/jaas.conf`
const property = 'java.security.auth.login.config'

/** Names and passwords of clients in a JAAS file beside the server, which its JVM is told of (administrator's guide, 3.9: SASL, DIGEST-MD5). */
export function accountChanges({ accounts }: ServeLogin, input: ComponentInput, options: Options, owner: FileOwner): readonly Change[] | Not {
  const own = accounts.filter(({ power }) => power !== 'health')
  if (own.some(({ user }) => user === undefined)) return { cannot: 'a log-in of ZooKeeper has a name', reason: 'needs-person' }
  const unfit = own.find(({ user = '', password }) => !/^[\w-]+$/.test(user) || /[^\x20-\x7e]/.test(password.value))
  if (unfit !== undefined) return { cannot: `the name ${unfit.user} does not fit into a JAAS file`, reason: 'needs-person' }
  const named = options.properties.get(property)?.value
  const known = named === undefined ? new Map<string, string>() : usersOf(input, named)
  if (named !== undefined && named !== ownFile) {
    const missing = own.filter(({ user = '', password }) => known.get(user) !== password.value)
    return missing.length === 0
      ? []
      : { cannot: `its JAAS file is ${named}: put user_${missing[0]!.user} and its password into the section Server`, reason: 'file-cannot' }
  }
  for (const { user = '', password } of own) known.set(user, password.value)
  const lines = [...known].map(([user, password]) => `  user_${user}="${password.replace(/["\\]/g, '\\$&')}"`)
  const text = `Server {\n  org.apache.zookeeper.server.auth.DigestLoginModule required\n${lines.join('\n')};\n};\n`
  return [{ kind: 'file', path: ownFile, text, isSecret: true, owner }, ...(named === undefined ? toldOf(input, options) : [])]
}

function usersOf(input: ComponentInput, path: string): Map<string, WantedAccount['password']['value']> {
  const opened = input.open(path)
  const sections = opened.state === 'text' ? parseJaas(opened.text).sections : []
  const given = sections.filter(({ name }) => name === 'Server').flatMap(({ modules }) => modules.flatMap(({ options }) => options))
  return new Map(given.flatMap(({ key, value }) => (key.startsWith('user_') ? [[key.slice('user_'.length), value] as const] : [])))
}

/** Options of the server's JVM alone, where a script sets them or in its environment (zkEnv.sh, 3.5 and later; kafka-run-class.sh). */
function toldOf(input: ComponentInput, { folder }: Options): readonly Change[] {
  const flag = `-D${property}=${ownFile}`
  const name = input.command?.some(({ value }) => /zookeeper-server-start/.test(value)) === true ? 'KAFKA_OPTS' : 'SERVER_JVMFLAGS'
  for (const file of ['java.env', 'zookeeper-env.sh']) {
    const path = `${folder}/${file}`
    const opened = input.open(path)
    const there = opened.state === 'text' ? parseAssignments(opened.text).entries.findLast(({ key }) => key === name) : undefined
    if (there !== undefined) return [{ kind: 'edit', path, edit: (text) => shellEdits.set(text, [name], `${there.value} ${flag}`.trim()) }]
  }
  if (!input.env.has(name)) return [{ kind: 'variable', name, value: flag }]
  return [{ kind: 'rewritten', name, rewrite: (text) => `${text} ${flag}`.trim() }]
}
