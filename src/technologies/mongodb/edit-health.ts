import type { Change, Edited } from '../../model/change.ts'
import type { Component, Listener } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import { holds } from '../../model/fact.ts'
import { ownFilesOf } from '../../model/own-files.ts'
import { matchesImage } from '../../protocols/image.ts'
import { compareVersions } from '../../protocols/version.ts'

const shell = /(?:^|\/|\s)mongo(?:sh)?(?=\s|$)/

/** `ping` is answered to everybody (MongoDB 7.0 manual); images have mongosh since 5.0. */
export function health({ input, version }: Component, listener: Listener): Edited {
  if (!matchesImage(input.image, ['mongo'])) return { cannot: 'what this image has to ask with is not known', reason: 'needs-person' }
  const isOld = version !== undefined && compareVersions(version, '5') < 0
  const tls = holds(listener.tls, 'required') ? tlsWords(input) : []
  if (tls.length > 0 && input.open(ownFilesOf(input).authority).state !== 'text')
    return { cannot: 'who signs its certificate is not among the files', reason: 'needs-person' }
  const words = [isOld ? 'mongo' : 'mongosh', ...tls, '--quiet', '--port', String(listener.port), '--eval', "db.adminCommand('ping').ok"]
  return { changes: [{ kind: 'confinement', confinement: { healthcheck: ['CMD', ...words] } }] }
}

/** A health check that goes on working when plaintext is refused: by the name `localhost`, or by an address of loopback, which the certificate has. */
export function probeByTls(input: ComponentInput): readonly Change[] {
  const check = input.isolation.healthcheck
  const test = check?.test.map(({ value }) => value) ?? []
  if (check === undefined || check.disabled || !test.some((word) => shell.test(word)) || test.some((word) => word.includes('--tls'))) return []
  const isShell = test.length === 3 && /(?:^|\/)sh$/.test(test[0]!) && test[1] === '-c'
  const more = tlsWords(input)
  const words = isShell
    ? ['CMD-SHELL', test[2]!.replace(new RegExp(shell, 'g'), (found) => [found, ...more].join(' '))]
    : ['CMD', ...test.flatMap((word) => (shell.test(word) ? [word, ...more] : [word]))]
  return [{ kind: 'confinement', confinement: { healthcheck: words } }]
}

function tlsWords(input: ComponentInput): readonly string[] {
  return ['--tls', '--tlsCAFile', ownFilesOf(input).authority]
}
