import { networkInterfaces } from 'node:os'

/** The addresses of this machine's interfaces. */
export function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  return new Set(all.map(({ address }) => address))
}
