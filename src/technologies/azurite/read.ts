import { byDefault, configured } from '../../model/fact.ts'
import type { Fact } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { setting } from '../../model/setting.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, Reading } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { secretVariable } from '../../settings/environment.ts'

/** The key of devstoreaccount1, printed in Microsoft's documentation of Azurite. */
const publishedKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export function read(input: ComponentInput): Reading {
  const words = commandLine(input)
  const certificate = flag(words, ['--cert'])?.value
  const written = secretVariable(input, 'AZURITE_ACCOUNTS')
  const account: AccountReading =
    written === undefined
      ? {
          user: setting('devstoreaccount1', input.at),
          password: setting(publishedKey, input.at),
          power: 'administrator',
          key: 'AZURITE_ACCOUNTS',
          port: 10_000,
        }
      : { password: written.value, power: 'administrator', key: written.key, port: 10_000 }
  const ports = [
    ['blob', 10_000],
    ['queue', 10_001],
    ['table', 10_002],
  ] as const
  return {
    listeners: ports.map(([name, usual]) => {
      const port = flag(words, [`--${name}Port`])?.value
      const host = flag(words, [`--${name}Host`])?.value
      // the image's own command opens all three to the network; one of yours must say so
      const isLocal = host === undefined ? (input.command ?? []).length > 0 : isLoopback(host.value)
      return {
        port: port !== undefined && /^\d{1,5}$/.test(port.value) ? Number(port.value) : usual,
        protocol: 'http' as const,
        purpose: 'data' as const,
        tls:
          certificate === undefined
            ? byDefault<'none'>('none', 'Azurite speaks HTTP unless it gets --cert (all versions)', [input.at])
            : configured<'required'>('required', certificate.trail),
        authentication: byDefault<'token'>('token', 'Azurite asks for a shared key or a signature made with it (all versions)', [
          written?.value.trail[0] ?? input.at,
        ]),
        ...(isLocal ? { bind: local(host, input.command?.[0]?.trail ?? [input.at]) } : {}),
        ...(certificate === undefined ? {} : { certificate }),
      }
    }),
    accounts: [account],
    stores: [{ path: flag(words, ['-l', '--location'])?.value?.value ?? '/data', holds: 'data' }],
    image: { runsAs: 'root', healthcheck: false },
  }
}

function local(host: Setting | undefined, command: readonly Place[]): Fact<'all' | 'loopback'> {
  return host === undefined
    ? byDefault('loopback', 'Azurite listens on 127.0.0.1 unless a host is named (all versions)', command)
    : configured('loopback', host.trail)
}
