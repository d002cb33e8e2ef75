import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFiles, ownFolder } from '../../model/own-files.ts'
import type { ServeTls } from '../../model/want.ts'
import { matchesImage } from '../../protocols/image.ts'
import { clientProperties } from '../../settings/zookeeper-client.ts'
import type { FileOwner } from '../../settings/file-owner.ts'

const healthFile = `${ownFolder}/health.pem`

/** A health check that goes on working once plaintext is refused: zkServer.sh asks by TLS where there is no other port (3.6 and later). */
export function probeByTls(
  input: ComponentInput,
  { clients }: ServeTls,
  owner: FileOwner,
): readonly Change[] | Extract<Edited, { readonly cannot: string }> {
  const check = input.isolation.healthcheck
  const test = check?.test.map(({ value }) => value).join(' ') ?? ''
  const usesScript = /\bzkServer\.sh\b/.test(test)
  const asks = usesScript || /\b(?:ruok|srvr|stat|imok|2181)\b/.test(test)
  if (check === undefined || check.disabled || !asks) return []
  if (!usesScript && !matchesImage(input.image, ['zookeeper']))
    return { cannot: 'its health check asks in plaintext, and how this image asks with TLS is not known', reason: 'would-break' }
  const shown = clients === undefined ? [] : [`-Dzookeeper.ssl.keyStore.location=${healthFile}`, '-Dzookeeper.ssl.keyStore.type=PEM']
  const flags = [...clientProperties(ownFiles.authority), ...shown].join(' ')
  const given = input.env.get('CLIENT_JVMFLAGS')?.value ?? ''
  return [
    ...(usesScript ? [] : [{ kind: 'confinement', confinement: { healthcheck: ['CMD', 'zkServer.sh', 'status'] } } as const]),
    ...(given.includes(flags) ? [] : [{ kind: 'variable', name: 'CLIENT_JVMFLAGS', value: `${given} ${flags}`.trim() } as const]),
    ...(clients === undefined
      ? []
      : [{ kind: 'file', path: healthFile, text: `${clients.health.key.value}${clients.health.certificate}`, isSecret: true, owner } as const]),
  ]
}
