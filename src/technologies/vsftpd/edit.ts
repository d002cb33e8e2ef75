import { vsftpdConfEdits } from '../../formats/edits/vsftpd-conf.ts'
import { applyEdits } from '../../formats/edit.ts'
import type { Change, Edited, EditTechnology, TextChange } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { OwnFiles } from '../../model/own-files.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { serverFiles } from '../../settings/server-files.ts'
import type { Configuration } from './configuration.ts'
import { configurationFiles, lookup, readConfiguration, switchOf } from './configuration.ts'
import { isWeakCipherList } from './rules.ts'

/** `null`: the key goes. */
type Settings = readonly (readonly [key: string, value: string | null])[]

/**
 * How vsftpd is given TLS for log-ins and for data, by AUTH TLS on the port that it has (vsftpd.conf(5), 3.0.3). Whether a data connection has
 * to resume the session of its log-in (`require_ssl_reuse`) stays as it is.
 */
export const edit: EditTechnology = (want, component) =>
  want.kind === 'serve' ? serve(want, component) : { cannot: 'vsftpd is not known here to have a setting for it', reason: 'no-remedy' }

function serve({ tls, login }: WantServe, { input }: Component): Edited {
  if (tls?.clients !== undefined) return { cannot: 'how users of FTP show certificates is a matter of their programs', reason: 'needs-person' }
  const made = login?.accounts.filter(({ isNew, power }) => isNew === true && power !== 'health') ?? []
  if (made.length > 0)
    return { cannot: `accounts are those of its machine: make one for ${made.flatMap(({ clients }) => clients).join(', ')}`, reason: 'needs-person' }
  const paths = configurationFiles(input).filter((path) => input.open(path).state === 'text')
  const last = paths.at(-1)
  if (last === undefined) return { cannot: 'its vsftpd.conf is in the image and not among the files', reason: 'not-in-files' }
  const configuration = readConfiguration(input, [])
  const settings = [
    ...(tls === undefined ? [] : tlsSettings(tls, configuration, login?.anonymous === 'refused', ownFilesOf(input))),
    ...loginSettings(login),
  ]
  const onLine = settings.find(([key]) => isOption(input, key))
  if (onLine !== undefined) return { cannot: `${onLine[0]} stands on its command line: move it into ${last}`, reason: 'file-cannot' }
  // the last file that has a key decides
  const changes = paths.map((path): Change => ({
    kind: 'edit',
    path,
    edit: (text) => changed(text, path === last ? settings : settings.filter(([, value]) => value === null)),
  }))
  const notes = tls?.plaintext === 'refused' && isReuseRequired(configuration) ? [reuse] : []
  return { changes: [...(tls?.identity === undefined ? [] : serverFiles(tls.identity, { user: 0, group: 0 }, ownFilesOf(input))), ...changes], notes }
}

/** Measured with 3.0.3: curl 7.88 and lftp 4.9.2 resume, the ftplib of Python 3.11 does not. */
const reuse =
  'vsftpd takes a data connection only where it resumes the TLS session of the log-in (require_ssl_reuse): clients that cannot, such as those with ' +
  "Python's ftplib, log in and are refused every file (522)"

function isReuseRequired(configuration: Configuration): boolean {
  return switchOf(configuration, 'require_ssl_reuse', true).on !== false
}

function tlsSettings({ identity, plaintext }: ServeTls, configuration: Configuration, shutsOut: boolean, own: OwnFiles): Settings {
  const forced = plaintext === 'refused' ? 'YES' : 'NO'
  const strangers = switchOf(configuration, 'anonymous_enable', true).on !== false
  const ciphers = lookup(configuration, 'ssl_ciphers')
  return [
    ['ssl_enable', 'YES'],
    ['force_local_logins_ssl', forced],
    ['force_local_data_ssl', forced],
    ...(strangers
      ? ([
          ['allow_anon_ssl', shutsOut ? null : 'YES'],
          ['force_anon_logins_ssl', shutsOut ? null : forced],
          ['force_anon_data_ssl', shutsOut ? null : forced],
        ] as const)
      : []),
    ['ssl_sslv2', 'NO'],
    ['ssl_sslv3', 'NO'],
    // TLS 1.0; later ones need no switch, and builds that have one for 1.1 say so by having it
    ['ssl_tlsv1', 'NO'],
    ...(lookup(configuration, 'ssl_tlsv1_1') === undefined ? [] : ([['ssl_tlsv1_1', 'NO']] as const)),
    ...(ciphers === undefined || isWeakCipherList(ciphers.value) ? ([['ssl_ciphers', 'ECDHE+AESGCM:ECDHE+CHACHA20']] as const) : []),
    ...(identity === undefined
      ? []
      : ([
          ['rsa_cert_file', own.certificate],
          ['rsa_private_key_file', own.key],
          ['dsa_cert_file', null],
          ['dsa_private_key_file', null],
        ] as const)),
  ]
}

function loginSettings(login: WantServe['login']): Settings {
  return login?.anonymous === 'refused' ? [['anonymous_enable', 'NO']] : []
}

function isOption(input: ComponentInput, key: string): boolean {
  const words = [...(input.entrypoint ?? []), ...(input.command ?? [])]
  return words.some(({ value }) => new RegExp(`(?:^|\\s)-o${key}=`).test(value))
}

function changed(text: string, settings: Settings): TextChange {
  let result = text
  for (const [key, value] of settings) {
    const change = value === null ? vsftpdConfEdits.remove(result, [key]) : vsftpdConfEdits.set(result, [key], value)
    if ('cannot' in change) return change
    result = applyEdits(result, change.edits)
  }
  return result === text ? { edits: [], notes: [] } : { edits: [{ start: 0, end: text.length, text: result }], notes: [] }
}
