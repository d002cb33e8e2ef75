import type { Change, Edited, EditTechnology, TextChange } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { ServeTls, WantServe } from '../../model/want.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { hasModule } from './conditions.ts'
import type { Configuration } from './directives.ts'
import { readConfiguration } from './directives.ts'
import type { Wanted } from './edit-text.ts'
import { added, everywhere, withModule, withoutStrangers } from './edit-text.ts'
import type { Server } from './servers.ts'
import { anonymousOf, inForce, serversOf } from './servers.ts'

/**
 * How ProFTPD is given TLS for log-ins and for data, by AUTH TLS on the port that it has (mod_tls, 1.3.8). A virtual host takes over nothing
 * of the main server: what is wanted stands in `<Global>` where there are some. Whether a data connection has to resume the session of its
 * log-in (`TLSOptions NoSessionReuseRequired`) stays as it is.
 */
export const edit: EditTechnology = (want, component) =>
  want.kind === 'serve' ? serve(want, component) : { cannot: 'ProFTPD is not known here to have a setting for it', reason: 'no-remedy' }

function serve({ tls, login }: WantServe, { input }: Component): Edited {
  if (tls?.clients !== undefined) return { cannot: 'how users of FTP show certificates is a matter of their programs', reason: 'needs-person' }
  const made = login?.accounts.filter(({ isNew, power }) => isNew === true && power !== 'health') ?? []
  if (made.length > 0)
    return { cannot: `accounts are those of its machine: make one for ${made.flatMap(({ clients }) => clients).join(', ')}`, reason: 'needs-person' }
  const configuration = readConfiguration(input, [])
  if (configuration === undefined) return { cannot: 'its proftpd.conf is in the image and not among the files', reason: 'not-in-files' }
  const servers = serversOf(configuration)
  if (servers.some((server) => inForce(server, 'TLSOptions')?.args.some((word) => word.toLowerCase() === 'useimplicitssl') === true))
    return { cannot: 'it speaks TLS from the first byte (UseImplicitSSL): take that option out first', reason: 'needs-person' }
  const wanted = tls === undefined ? [] : tlsDirectives(tls)
  const missing = wanted.filter(([name]) => servers.some((server) => inForce(server, name) === undefined))
  const loads = tls !== undefined && !hasModule(configuration.conditions, 'mod_tls.c')
  const [main] = configuration.paths
  const shuts = login?.anonymous === 'refused' && servers.some((server) => anonymousOf(configuration, server).length > 0)
  const changes = [...new Set(configuration.paths)].map((path): Change => ({
    kind: 'edit',
    path,
    edit: (text) => {
      const said = everywhere(text, wanted)
      const all = path === main ? added(said, missing, servers.length > 1) : said
      if (typeof all !== 'string') return all
      const loaded = loads && path === loaderOf(configuration, input) ? withModule(all, 'mod_tls.c') : all
      return whole(text, shuts ? withoutStrangers(loaded) : loaded)
    },
  }))
  const notes = [
    ...(loads ? ["mod_tls has to be there: Debian's is in the package proftpd-mod-crypto"] : []),
    ...(tls?.plaintext === 'refused' && servers.some(asksForReuse) ? [reuse] : []),
  ]
  return { changes: [...(tls?.identity === undefined ? [] : serverFiles(tls.identity, { user: 0, group: 0 })), ...changes], notes }
}

/** Measured with 1.3.8: curl 7.88 and lftp 4.9.2 resume, the ftplib of Python 3.11 does not. */
const reuse =
  'ProFTPD takes a data connection only where it resumes the TLS session of the log-in (TLSOptions NoSessionReuseRequired is not set): clients ' +
  "that cannot, such as those with Python's ftplib, log in and are refused every file (425)"

function asksForReuse(server: Server): boolean {
  return inForce(server, 'TLSOptions')?.args.some((word) => word.toLowerCase() === 'nosessionreuserequired') !== true
}

/** The file that loads the other modules, which stands in front of all that asks for them. */
function loaderOf({ paths }: Configuration, input: Component['input']): string | undefined {
  return paths.find((path) => {
    const opened = input.open(path)
    return opened.state === 'text' && /^[ \t]*LoadModule\b/im.test(opened.text)
  })
}

function tlsDirectives({ identity, plaintext }: ServeTls): Wanted {
  return [
    ['TLSEngine', ['on']],
    ['TLSRequired', [plaintext === 'refused' ? 'on' : 'off']],
    ['TLSProtocol', ['TLSv1.2', 'TLSv1.3']],
    ...(identity === undefined ? [] : identityDirectives),
  ]
}

/** Keys of Ringwall are on an elliptic curve; the chain is in the file of the certificate. */
const identityDirectives: Wanted = [
  ['TLSECCertificateFile', [ownFiles.certificate]],
  ['TLSECCertificateKeyFile', [ownFiles.key]],
  ['TLSCertificateChainFile', [ownFiles.certificate]],
  ['TLSRSACertificateFile', null],
  ['TLSRSACertificateKeyFile', null],
  ['TLSDSACertificateFile', null],
  ['TLSDSACertificateKeyFile', null],
  ['TLSPKCS12File', null],
]

function whole(text: string, result: string): TextChange {
  return result === text ? { edits: [], notes: [] } : { edits: [{ start: 0, end: text.length, text: result }], notes: [] }
}
