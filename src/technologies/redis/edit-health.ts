import type { Change, Edited } from '../../model/change.ts'
import { holds } from '../../model/fact.ts'
import type { Component, Listener } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'
import { packagingOf } from './packaging.ts'

/** A health check by `redis-cli` that goes on working when plaintext and nobody are refused; the password is in a variable that redis-cli reads. */
export function probeByTls(input: ComponentInput, tls: WantServe['tls'], login: WantServe['login']): readonly Change[] {
  const check = input.isolation.healthcheck
  const test = check?.test.map(({ value }) => value) ?? []
  if (check === undefined || check.disabled || !test.some((word) => word.includes('redis-cli'))) return []
  const account = login?.accounts.find(({ power }) => power === 'health')
  const ownFiles = ownFilesOf(input)
  const options = [
    ...(tls?.plaintext === 'refused' ? ['--tls', '--cacert', ownFiles.authority, '-p', String(tls.port)] : []),
    ...(tls?.clients === undefined ? [] : ['--cert', ownFiles.healthCertificate, '--key', ownFiles.healthKey]),
    ...(account?.user === undefined ? [] : ['--user', account.user]),
  ]
  if (options.length === 0) return []
  const gone = [...(tls === undefined ? [] : ['-p']), ...(account === undefined ? [] : ['-a', '--pass', '--user'])]
  const isShell = test.length === 3 && /(?:^|\/)sh$/.test(test[0]!) && test[1] === '-c'
  const words = isShell ? ['CMD-SHELL', inLine(test[2]!, options, gone)] : ['CMD', ...inWords(test, options, gone)]
  return [
    { kind: 'confinement', confinement: { healthcheck: words } },
    ...(account === undefined ? [] : [{ kind: 'variable', name: 'REDISCLI_AUTH', value: [account.password] } as const]),
  ]
}

/** Any answer of the server's will do: it has loaded its data, whether or not it knows who asks (redis-cli 5 to 8; TLS since 6). */
export function health({ input }: Component, listeners: readonly Listener[]): Edited {
  const packaging = packagingOf(input)
  const plain = listeners.find(({ tls, purpose }) => purpose === 'data' && holds(tls, 'none'))
  const listener = plain ?? listeners.find(({ purpose }) => purpose === 'data')
  const { authority } = ownFilesOf(input)
  if ((packaging !== 'official' && packaging !== 'bitnami') || listener === undefined)
    return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  if (plain === undefined && (input.open(authority).state !== 'text' || holds(listener.authentication, 'certificate')))
    return { cannot: 'it is asked with TLS, and what the check is to trust or to show is not among the files', reason: 'needs-person' }
  const tls = plain === undefined ? `--tls --cacert ${authority} ` : ''
  const line = `redis-cli ${tls}-p ${listener.port} ping | grep -Eq 'PONG|NOAUTH'`
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: ['CMD-SHELL', line] } }] }
}

function inWords(words: readonly string[], options: readonly string[], gone: readonly string[]): readonly string[] {
  const kept = words.filter((word, index) => !gone.includes(word) && !gone.includes(words[index - 1] ?? ''))
  return kept.flatMap((word) => (/(?:^|\/)redis-cli$/.test(word) ? [word, ...options] : [word]))
}

function inLine(line: string, options: readonly string[], gone: readonly string[]): string {
  const bare = gone.reduce((text, option) => text.replace(new RegExp(`(redis-cli\\b[^|&;]*?)\\s${option}\\s+(?:"[^"]*"|'[^']*'|\\S+)`), '$1'), line)
  return bare.replace(/\bredis-cli\b/, ['redis-cli', ...options].join(' '))
}
