import type { Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import { ownFilesOf, ownFolder } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'

const editClient = clientEdit({})

/** `memcache` of the official image, Debian and Alpine (docker-library/memcached). */
const user = 11_211

/** How memcached is given TLS, by options alone (doc/tls.txt of 1.6.18). Its clients come through bridges. */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve' ? serve(want, component) : editClient(want, component, deployment)

function serve({ port, tls, login }: WantServe, { input, version }: Component): Edited {
  if (login !== undefined) return { cannot: 'clients of memcached are given a log-in in code alone', reason: 'not-in-files' }
  if (tls === undefined) return { changes: [] }
  if (version !== undefined && compareVersions(version, '1.5.13') < 0)
    return { cannot: 'memcached before 1.5.13 has no TLS: take a later version first' }
  const words = input.command?.map(({ value }) => value) ?? ['memcached']
  if (!matchesImage(input.image, ['memcached']) || input.entrypoint !== undefined || !/^(?:memcached$|-)/.test(words[0] ?? ''))
    return { cannot: 'how it is started is not known here', reason: 'needs-person' }
  const kept = without(words)
  if (kept === undefined) return { cannot: 'it has addresses or options for TLS of its own (-l, -o)', reason: 'needs-person' }
  const own = ownFilesOf(input)
  const options = [
    `ssl_chain_cert=${own.certificate}`,
    `ssl_key=${own.key}`,
    ...(tls.clients === undefined ? [] : [`ssl_ca_cert=${own.authority}`, 'ssl_verify_mode=2']),
  ]
  const addresses = tls.plaintext === 'kept' ? `notls:*:${port},*:${tls.port}` : `*:${tls.port}`
  const files = tls.identity === undefined ? [] : serverFiles(tls.identity, { user, group: user }, own)
  return { changes: [...files, { kind: 'command', words: [...kept, '-Z', '-o', options.join(','), '-l', addresses] }] }
}

/** Without what an earlier change added; `undefined` where somebody else wrote such options. */
function without(words: readonly string[]): readonly string[] | undefined {
  const kept: string[] = []
  for (let at = 0; at < words.length; at++) {
    const [word = '', next = ''] = words.slice(at, at + 2)
    const isOurs =
      word === '-Z' || (word === '-o' && next.startsWith(`ssl_chain_cert=${ownFolder}/`)) || (word === '-l' && /^(?:notls:\*:|\*:)\d+/.test(next))
    if (isOurs) at += word === '-Z' ? 0 : 1
    else if (/^(?:-l|--listen|--enable-ssl|-[Zs])/.test(word) || (word.startsWith('-o') && /ssl_/.test(`${word}${next}`))) return undefined
    else kept.push(word)
  }
  return kept
}
