import type { JaasFile, JaasSection } from '../../formats/jaas.ts'
import { parseJaas } from '../../formats/jaas.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { AccountReading } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, placeAt, settingAt } from '../../settings/documents.ts'
import type { Options } from './options.ts'

/** Who may log in, as a JAAS file tells. */
export interface Login {
  /** How clients log in, where the file has a section for them. */
  readonly clients?: Way
  /** How servers log in to each other. */
  readonly peers?: Way
  readonly accounts: readonly AccountReading[]
  /** A file is named, and could not be read. */
  readonly isMissing: boolean
}

export interface Way {
  readonly by: 'kerberos' | 'password'
  readonly trail: readonly Place[]
}

/** The sections `Server`, `QuorumServer` and `QuorumLearner`, whose names can be changed (administrator's guide, 3.9: SASL). */
export function loginOf(input: ComponentInput, options: Options, gaps: Gap[]): Login {
  const named = options.properties.get('java.security.auth.login.config')
  if (named === undefined) return { accounts: [], isMissing: false }
  const beside = `${options.folder}/${named.value.slice(named.value.lastIndexOf('/') + 1)}`
  const document = openDocument(input, named.value.replace(/^file:(?:\/\/)?/, ''), gaps) ?? openDocument(input, beside, gaps)
  if (document === undefined) return { accounts: [], isMissing: true }
  const file = parseJaas(document.text)
  for (const { line, message } of file.problems) gaps.push({ why: message, place: { file: document.file, line } })
  const server = section(file, options.get('sasl.serverconfig')?.value ?? 'Server')
  const peer = section(file, options.get('quorum.auth.server.saslLoginContext')?.value ?? 'QuorumServer')
  const clients = way(document, server)
  const peers = way(document, peer)
  return {
    ...(clients === undefined ? {} : { clients }),
    ...(peers === undefined ? {} : { peers }),
    accounts: [server, peer].flatMap((each) => accountsIn(document, each)),
    isMissing: false,
  }
}

function section(file: JaasFile, name: string): JaasSection | undefined {
  return file.sections.find((each) => each.name === name)
}

function way(document: Document, found: JaasSection | undefined): Way | undefined {
  if (found === undefined) return undefined
  const kerberos = found.modules.some(({ name }) => name.endsWith('.Krb5LoginModule'))
  return { by: kerberos ? 'kerberos' : 'password', trail: [placeAt(document, { line: found.span.line })] }
}

/** `user_NAME="password"` of DigestLoginModule; `super` may do everything. */
function accountsIn(document: Document, found: JaasSection | undefined): readonly AccountReading[] {
  return (found?.modules ?? []).flatMap(({ options }) =>
    options.flatMap(({ key, value, span }) => {
      const user = /^user_(.+)$/.exec(key)?.[1]
      if (user === undefined) return []
      return [
        {
          user: settingAt(document, user, span),
          password: settingAt(document, value, span),
          power: user === 'super' ? ('administrator' as const) : ('application' as const),
          key,
        },
      ]
    }),
  )
}
