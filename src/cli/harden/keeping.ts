import { spawnSync } from 'node:child_process'
import { RingwallError } from '../../model/error.ts'
import type { Keeping } from '../../model/keeping.ts'
import type { Secret } from '../../model/text.ts'
import type { Io } from '../io.ts'
import { choice } from '../options.ts'
import { storeKeeping } from './store.ts'

/** `--secrets`: where secrets of a machine's programs are to be kept; `undefined` for files, where they are. */
export function keepingOption(options: Readonly<Record<string, unknown>>, io: Io): Keeping | undefined {
  switch (choice('--secrets', options['secrets'] ?? 'files', ['files', 'systemd', 'systemd-encrypted', 'command'])) {
    case 'systemd':
      return { in: 'credentials' }
    case 'systemd-encrypted':
      return { in: 'credentials', sealed: sealedOnce(io) }
    case 'command':
      return storeKeeping(options)
    default:
      return undefined
  }
}

/**
 * systemd-creds(1) of this machine: with the key of its host, its TPM2 chip or both, as it decides itself. The secret goes through a pipe.
 * Every call gives another text, so that each secret is asked for once.
 */
function sealedOnce(io: Io): (secret: Secret) => string {
  const known = new Map<string, string>()
  return ({ name, value }) => {
    const key = `${name}\0${value}`
    const sealed = known.get(key) ?? seal(name, value, io)
    known.set(key, sealed)
    return sealed
  }
}

function seal(name: string, value: string, { env }: Io): string {
  const { status, stdout, stderr, error } = spawnSync('systemd-creds', ['encrypt', `--name=${name}`, '-', '-'], {
    input: value,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error === undefined && status === 0 && stdout.trim() !== '') return stdout
  const why = error?.message ?? (stderr.trim().split('\n').at(-1) || `it ended with ${status ?? 'a signal'}`)
  throw new RingwallError('usage', `--secrets systemd-encrypted: systemd-creds encrypts nothing here: ${why}`, {
    hint: 'call it as root on the machine that runs the units, or keep them with --secrets systemd',
  })
}
