import { applyEdits } from '../../formats/edit.ts'
import { slapdConfEdits } from '../../formats/edits/slapd-conf.ts'
import { parseSlapdConf } from '../../formats/slapd-conf.ts'
import type { Change, Edited, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { configurationFiles } from './configuration.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

/** slapd with its own slapd.conf (slapd.conf(5), 2.5): LDAPS beside the plain port, on which StartTLS stays possible. */
export function editServer(want: WantServe, input: ComponentInput): Edited {
  const { tls } = want
  const path = configurationFiles(input).find((each) => input.open(each).state === 'text')
  if (path === undefined) return { cannot: 'its settings are cn=config: they are changed with ldapmodify', reason: 'needs-person' }
  const changes: Change[] = [{ kind: 'edit', path, edit: (text) => changed(text, want, ownFilesOf(input)) }]
  if (tls !== undefined) {
    const words = listening(input, tls)
    if (words === undefined) return { cannot: 'what it listens on stands in a shell line or a script', reason: 'file-cannot' }
    changes.push(...words)
  }
  return { changes: [...(tls?.identity === undefined ? [] : serverFiles(tls.identity, ownerOf(input), ownFilesOf(input))), ...changes] }
}

function changed(text: string, { tls, login }: WantServe, ownFiles: OwnFiles): TextChange {
  const before = words(text, 'security').filter((word) => !/^(?:ssf|tls|transport)=/i.test(word))
  const settings: readonly (readonly [string, readonly string[]])[] = [
    ...(tls === undefined
      ? []
      : ([
          ['TLSCertificateFile', [ownFiles.certificate]],
          ['TLSCertificateKeyFile', [ownFiles.key]],
          ['TLSCACertificateFile', [ownFiles.authority]],
          ['TLSProtocolMin', ['3.3']],
          ['TLSVerifyClient', ['never']],
        ] as const)),
    // the socket of the machine counts as strong as TLS
    ...(tls?.plaintext === 'refused'
      ? ([
          ['localSSF', ['128']],
          ['security', ['ssf=128', ...before]],
        ] as const)
      : []),
    ...(login?.anonymous === 'refused'
      ? ([
          ['disallow', [...new Set([...words(text, 'disallow'), 'bind_anon'])]],
          ['require', ['authc']],
        ] as const)
      : []),
  ]
  let result = text
  const change = (by: TextChange): void => {
    if ('edits' in by) result = applyEdits(result, by.edits)
  }
  for (const [name, value] of settings) {
    const by = slapdConfEdits.set(result, ['', name], value)
    if ('cannot' in by) return by
    change(by)
  }
  const allowed = words(result, 'allow')
  if (login?.anonymous === 'refused' && allowed.some((word) => word.startsWith('bind_anon'))) {
    const rest = allowed.filter((word) => !word.startsWith('bind_anon'))
    const by = rest.length === 0 ? slapdConfEdits.remove(result, ['', 'allow']) : slapdConfEdits.set(result, ['', 'allow'], rest)
    if ('cannot' in by) return by
    change(by)
  }
  return result === text ? { edits: [], notes: [] } : { edits: [{ start: 0, end: text.length, text: result }], notes: [] }
}

/** What the server as a whole says: in front of the first database. */
function words(text: string, name: string): readonly string[] {
  const { lines } = parseSlapdConf(text)
  const first = lines.findIndex((line) => line.name === 'database')
  return lines.slice(0, first === -1 ? undefined : first).flatMap((line) => (line.name === name ? line.args : []))
}

/** `-h` of the command with LDAPS beside what is there; undefined where the command is not slapd itself. */
function listening(input: ComponentInput, { port }: ServeTls): readonly Change[] | undefined {
  const own = input.command?.map(({ value }) => value) ?? []
  const given = flag(commandLine(input), ['-h'])?.value?.value
  const secure = port === 636 ? 'ldaps:///' : `ldaps://:${port}/`
  const addresses = given?.split(/\s+/).filter(Boolean) ?? ['ldap:///']
  if (addresses.some((address) => address.startsWith('ldaps:'))) return []
  const all = [...addresses, secure].join(' ')
  const at = own.indexOf('-h')
  if (given !== undefined && own[at + 1] !== given) return undefined
  if (given === undefined && !own.some((word) => /(?:^|\/)slapd$/.test(word)) && own[0]?.startsWith('-') !== true) return undefined
  return [{ kind: 'command', words: given === undefined ? [...own, '-h', all] : own.map((word, index) => (index === at + 1 ? all : word)) }]
}

/** `openldap` of Debian's packages is made last: its number is that of the image. */
function ownerOf(input: ComponentInput): FileOwner {
  return fileOwner(input, { user: 0, group: 0 })
}
