import type { GuardDocument } from '../../document/read.ts'

/** One `listen` for each address. */
export function listens({ settings }: GuardDocument, port: number, words = ''): readonly string[] {
  return settings.listen.addresses.map(
    (address) => `listen ${address.includes(':') ? `[${address}]` : address}:${port}${words === '' ? '' : ` ${words}`};`,
  )
}
