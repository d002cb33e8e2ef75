import type { Change, Edited } from '../model/change.ts'
import type { ComponentInput } from '../model/input.ts'
import { ownFiles } from '../model/own-files.ts'
import type { WantServe } from '../model/want.ts'
import { serverFiles } from './server-files.ts'
import type { FileOwner } from './file-owner.ts'

export interface WebServer {
  readonly title: string
  /** Numbers of the user that reads the key; a reason where they cannot be told. */
  readonly owner: FileOwner | { readonly cannot: string }
  /** How it is told its certificate and key; without a reason it is the file that cannot be changed. */
  readonly told: readonly Change[] | Untold
}

export interface Untold {
  readonly cannot: string
  readonly reason?: 'file-cannot' | 'no-remedy'
}

/** A web server that takes TLS at its own port by two settings: then it takes nothing else there. */
export function webServe({ port, tls, login }: WantServe, input: ComponentInput, { title, owner, told }: WebServer): Edited {
  if (login !== undefined) return { cannot: `${title}: which log-in it has is not changed here`, reason: 'needs-person' }
  if (tls === undefined) return { changes: [] }
  if (tls.clients !== undefined) return { cannot: `how ${title} asks clients for certificates is not known here`, reason: 'no-remedy' }
  if (tls.plaintext === 'kept' || tls.port !== port) return { cannot: `${title} takes TLS or plain HTTP at its port, not both` }
  if ('cannot' in owner) return { cannot: owner.cannot, reason: 'needs-person' }
  if ('cannot' in told) return { reason: 'file-cannot', ...told }
  const health = probeByTls(input, port)
  if ('cannot' in health) return { cannot: health.cannot, reason: 'would-break' }
  return { changes: [...(tls.identity === undefined ? [] : serverFiles(tls.identity, owner)), ...told, ...health] }
}

/** The user of a container where the deployment says it, else the image's. */
export function ownerOf(
  input: ComponentInput,
  image: { readonly user: number; readonly group: number } | undefined,
  title: string,
): WebServer['owner'] {
  const [, user, group] = /^(\d+)(?::(\d+))?$/.exec(input.user?.value ?? '') ?? []
  if (user !== undefined) return { user: Number(user), group: Number(group ?? image?.group ?? user) }
  if (input.user === undefined && image !== undefined) return image
  return { cannot: `${title}: which user it runs as is not in the files: name it (user:), so that the key is for nobody else` }
}

/** A health check that asks its own port in plain HTTP asks it by TLS, and verifies. */
function probeByTls(input: ComponentInput, port: number): readonly Change[] | { readonly cannot: string } {
  const check = input.isolation.healthcheck
  const test = check?.test.map(({ value }) => value) ?? []
  const plain = new RegExp(`http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(?=:${port}\\b)`, 'g')
  if (check === undefined || check.disabled || !test.some((word) => word.search(plain) !== -1)) return []
  const isShell = test.length === 3 && /(?:^|\/)sh$/.test(test[0]!) && test[1] === '-c'
  const words = isShell ? [test[2]!] : test
  const program = /(?:^|[\s/;&|])curl(?=\s|$)/
  if (!words.some((word) => program.test(word)))
    return { cannot: 'its health check asks in plain HTTP, and how that is told an authority is not known here' }
  const changed = words.flatMap((word) => {
    const secure = word.replace(plain, 'https://$1')
    if (!program.test(word)) return [secure]
    return isShell
      ? [secure.replace(new RegExp(program, 'g'), (found) => `${found} --cacert ${ownFiles.authority}`)]
      : [secure, '--cacert', ownFiles.authority]
  })
  return [{ kind: 'confinement', confinement: { healthcheck: [isShell ? 'CMD-SHELL' : 'CMD', ...changed] } }]
}
