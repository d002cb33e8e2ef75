import { byDefault, configured, holds } from '../model/fact.ts'
import type { ComponentInput } from '../model/input.ts'
import type { Place } from '../model/place.ts'
import type { Setting } from '../model/setting.ts'
import { withText } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import { commandLine, runs } from '../protocols/arguments.ts'
import { openDocument, settingAt } from './documents.ts'

/** A program that moves files, and the variable that names the folder of its settings. */
export interface TransferProgram {
  readonly name: 'curl' | 'lftp'
  readonly folder: string
  readonly file: string
  /** Settings of it that speak FTP with TLS and verify chain and name. */
  readonly secure: (authority: string) => string
}

/** curl(1) 7.88, `--config`; lftp(1) 4.9.2, ENVIRONMENT and Settings. Both resume the session of TLS for data (measured with vsftpd 3.0.3). */
export const transferPrograms: readonly TransferProgram[] = [
  { name: 'curl', folder: 'CURL_HOME', file: '.curlrc', secure: (authority) => `ssl-reqd\ncacert = ${authority}\n` },
  {
    name: 'lftp',
    folder: 'LFTP_HOME',
    file: 'rc',
    secure: (authority) =>
      [
        'ftp:ssl-force yes',
        'ftp:ssl-protect-data yes',
        'ftp:ssl-protect-list yes',
        'ssl:verify-certificate yes',
        'ssl:check-hostname yes',
        `ssl:ca-file ${authority}`,
      ]
        .map((each) => `set ${each}\n`)
        .join(''),
  },
]

/** The one that a component runs. */
export function transferProgram(input: ComponentInput): TransferProgram | undefined {
  const words = commandLine(input)
  const image = input.image?.repository.split('/').at(-1)
  return transferPrograms.find(({ name }) => image === name || runs(words, name))
}

/** What the program's own settings say of a connection by FTP, beside the address. */
export function withTransferSettings(reading: ConnectionReading, input: ComponentInput): ConnectionReading {
  const program = reading.protocol === 'ftp' ? transferProgram(input) : undefined
  if (program === undefined) return reading
  const said = program.name === 'curl' ? curlSettings(input, program) : lftpSettings(input, program)
  const [forced, blind, nameless] = [said.get('force'), said.get('blind'), said.get('nameless')]
  const authority = said.get('authority')
  // lftp goes on with TLS wherever a server offers it, and verifies, unless `ftp:ssl-allow` says otherwise (4.9.2, measured)
  const eager = program.name === 'lftp' && !said.has('never') && holds(reading.encryption, 'none')
  const isTls = forced !== undefined || eager || holds(reading.encryption, 'required')
  const trail = (of: Setting): readonly Place[] => [...of.trail, ...reading.trail]
  return {
    ...reading,
    ...(eager
      ? { encryption: byDefault('optional' as const, takesUp, reading.trail), verification: byDefault('name' as const, takesUp, reading.trail) }
      : {}),
    ...(forced === undefined ? {} : { encryption: configured('required', trail(forced)), verification: configured('name', trail(forced)) }),
    ...(isTls && nameless !== undefined ? { verification: configured('chain', trail(nameless)) } : {}),
    ...(isTls && blind !== undefined ? { verification: configured('none', trail(blind)) } : {}),
    ...(authority === undefined ? {} : { authority }),
  }
}

const takesUp = 'lftp takes up TLS where the server offers it, and verifies chain and name (4.9.2)'

type Said = Map<'force' | 'never' | 'blind' | 'nameless' | 'authority', Setting>

function curlSettings(input: ComponentInput, program: TransferProgram): Said {
  const said: Said = new Map()
  const take = (name: string, value: Setting): void => {
    if (name === 'ssl-reqd' || name === 'ftp-ssl-reqd') said.set('force', value)
    if (name === 'insecure' || name === 'k') said.set('blind', value)
    if (name === 'cacert') said.set('authority', value)
  }
  for (const [line, setting] of linesOf(input, program)) {
    const [, name = '', value = ''] = /^\s*-{0,2}([\w-]+)(?:\s*[=:\s]\s*"?([^"\s]*))?/.exec(line) ?? []
    take(name, withText(setting, value))
  }
  const words = commandLine(input)
  for (const [index, word] of words.entries()) {
    const name = /^--?([\w-]+)$/.exec(word.value)?.[1]
    if (name !== undefined) take(name, name === 'cacert' ? (words[index + 1] ?? word) : word)
  }
  return said
}

/** What is set last counts. */
function lftpSettings(input: ComponentInput, program: TransferProgram): Said {
  const said: Said = new Map()
  const commands = commandLine(input).flatMap((word) => word.value.split(/[;\n]/).map((line) => [line, word] as const))
  for (const [line, setting] of [...linesOf(input, program), ...commands]) {
    const [, name = '', value = ''] = /^\s*set\s+([\w:-]+)\s+"?([^"\s;]*)/.exec(line) ?? []
    const isYes = /^(?:yes|true|on|1|\+)$/i.test(value)
    const put = (what: 'force' | 'never' | 'blind' | 'nameless', isSo: boolean): void => void (isSo ? said.set(what, setting) : said.delete(what))
    if (name === 'ftp:ssl-force') put('force', isYes)
    if (name === 'ftp:ssl-allow') put('never', !isYes)
    if (name === 'ssl:verify-certificate') put('blind', !isYes)
    if (name === 'ssl:check-hostname') put('nameless', !isYes)
    if (name === 'ssl:ca-file') said.set('authority', withText(setting, value))
  }
  return said
}

function linesOf(input: ComponentInput, { folder, file }: TransferProgram): readonly (readonly [string, Setting])[] {
  const home = input.env.get(folder)?.value
  const document = home === undefined ? undefined : openDocument(input, `${home.replace(/\/+$/, '')}/${file}`, [])
  if (document === undefined) return []
  return document.text.split('\n').map((line, index): readonly [string, Setting] => [line, settingAt(document, line, { line: index + 1 })])
}
