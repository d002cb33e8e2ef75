import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import type { FileOwner } from '../../settings/file-owner.ts'
import { fileOwner } from '../../settings/file-owner.ts'

const editClient = clientEdit({})

/**
 * How FerretDB is told where its debug handler listens and what it speaks at its port (configuration flags of 1.24 and 2.x; TLS tried with
 * 1.24 and the driver for Node). Its own `ping` goes on asking the debug handler, and asks nothing by TLS.
 */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'own'
    ? onLoopback(component.input, want.port)
    : want.kind === 'serve'
      ? serve(want, component)
      : editClient(want, component, deployment)

function onLoopback(input: ComponentInput, port: number): Edited {
  if (flag(commandLine(input), ['--debug-addr']) !== undefined)
    return { cannot: '--debug-addr stands in its command: write 127.0.0.1 in front of the port', reason: 'file-cannot' }
  return { changes: [{ kind: 'variable', name: 'FERRETDB_DEBUG_ADDR', value: `127.0.0.1:${port}` }] }
}

/** The port that was plain speaks TLS alone. */
function serve({ port, tls, login }: WantServe, { input, version }: Component): Edited {
  if (login !== undefined) return { cannot: accountsByHand(version), reason: 'needs-person' }
  if (tls === undefined) return { changes: [] }
  if (tls.clients !== undefined) return { cannot: 'how FerretDB asks clients for certificates is not known here', reason: 'no-remedy' }
  if (tls.plaintext === 'kept') return { cannot: 'FerretDB speaks one of the two at a port', reason: 'would-break' }
  if (!matchesImage(input.image, ['ferretdb/ferretdb']))
    return { cannot: 'which user it runs as, and what its image sets, is not in the files', reason: 'needs-person' }
  if (commandLine(input).some(({ value }) => /^--listen-(?:addr|tls)/.test(value)))
    return { cannot: 'where it listens stands in its command: write --listen-tls and its files in place of --listen-addr', reason: 'file-cannot' }
  const own = ownFilesOf(input)
  const set = (name: string, value: string): Change => ({ kind: 'variable', name: `FERRETDB_LISTEN_${name}`, value })
  return {
    changes: [
      ...(tls.identity === undefined ? [] : serverFiles(tls.identity, fileOwner(input, ownerOfImage), own)),
      // the image sets it
      set('ADDR', ''),
      set('TLS', `:${port}`),
      set('TLS_CERT_FILE', own.certificate),
      set('TLS_KEY_FILE', own.key),
    ],
  }
}

function accountsByHand(version: string | undefined): string {
  return version !== undefined && compareVersions(version, '2') < 0
    ? 'FerretDB 1.x hands log-ins to its database: take 2.0 or later, which asks for them itself, and make an account for each program'
    : 'accounts of FerretDB are roles of its database: make one for each program (createUser), then take FERRETDB_AUTH away'
}

/** `ferretdb` of the image (build/ferretdb/passwd of 1.24). */
const ownerOfImage: FileOwner = { user: 1000, group: 1000 }
