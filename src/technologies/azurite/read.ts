import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { secretVariable } from '../../protocols/environment.ts'

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
    ['--blobPort', 10_000],
    ['--queuePort', 10_001],
    ['--tablePort', 10_002],
  ] as const
  return {
    listeners: ports.map(([name, usual]) => {
      const port = flag(words, [name])?.value
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
        ...(certificate === undefined ? {} : { certificate }),
      }
    }),
    accounts: [account],
    stores: [{ path: flag(words, ['-l', '--location'])?.value?.value ?? '/data', holds: 'data' }],
    image: { runsAs: 'root', healthcheck: false },
  }
}
