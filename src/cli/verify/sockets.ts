import type { DeploymentInput } from '../../model/platform.ts'
import type { Answer, OpenSocket } from '../../model/observed.ts'
import { isLoopback } from '../../protocols/address.ts'
import { listening } from '../../protocols/proc-net.ts'
import { attempt } from '../../wire/fault.ts'
import type { DialOptions } from '../../wire/dial.ts'
import type { NamedVantage } from './vantages.ts'

/** What listens in the networks that the call gives to components: the kernel is asked inside of each. */
export async function askNetworks(
  { components }: Pick<DeploymentInput, 'components'>,
  vantages: readonly NamedVantage[],
  options: Pick<DialOptions, 'signal' | 'timeout'>,
  now: () => Date,
): Promise<readonly Answer[]> {
  const ids = new Set(components.map(({ id }) => id))
  const asked = vantages.map(async ({ component, vantage }): Promise<readonly Answer[]> => {
    const { name, sockets: ask } = vantage
    if (component === undefined || ask === undefined || !ids.has(component)) return []
    const at = now()
    const got = await attempt(async () => {
      const tables = await ask(options)
      return [...listening(tables.get('tcp') ?? ''), ...listening(tables.get('tcp6') ?? '')]
    })
    const base = {
      probe: 'network/sockets',
      asked: { id: component, component, host: '', port: 0, protocol: 'tcp' as const },
      vantage: name,
      transcript: [{ direction: 'note' as const, text: 'files below /proc/self/net', bytes: 0 }],
      at: at.toISOString(),
      milliseconds: now().getTime() - at.getTime(),
    }
    if (!got.ok) return [{ ...base, outcome: 'unproven', why: got.fault.detail, fault: got.fault }]
    return [{ ...base, outcome: 'answered', learned: { said: countedSockets(got.value), sockets: got.value } }]
  })
  return (await Promise.all(asked)).flat()
}

/** On how many ports connections are taken from elsewhere. */
export function countedSockets(sockets: readonly OpenSocket[]): string {
  const beyond = new Set(sockets.filter(({ address }) => !isLoopback(address)).map(({ port }) => port)).size
  return `connections are taken on ${beyond} ${beyond === 1 ? 'port' : 'ports'} beyond loopback`
}
