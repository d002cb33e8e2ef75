import type { Change } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import type { WantServe } from '../../model/want.ts'

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

function inWords(words: readonly string[], options: readonly string[], gone: readonly string[]): readonly string[] {
  const kept = words.filter((word, index) => !gone.includes(word) && !gone.includes(words[index - 1] ?? ''))
  return kept.flatMap((word) => (/(?:^|\/)redis-cli$/.test(word) ? [word, ...options] : [word]))
}

function inLine(line: string, options: readonly string[], gone: readonly string[]): string {
  const bare = gone.reduce((text, option) => text.replace(new RegExp(`(redis-cli\\b[^|&;]*?)\\s${option}\\s+(?:"[^"]*"|'[^']*'|\\S+)`), '$1'), line)
  return bare.replace(/\bredis-cli\b/, ['redis-cli', ...options].join(' '))
}
