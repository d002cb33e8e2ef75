import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { plainAddress } from './addresses.ts'
import type { Target } from './addresses.ts'
import type { EgressEntry } from './list.ts'
import { addressProblem } from './list.ts'
import { Refusal } from './refusal.ts'

/** The addresses of a name, as the system or a server of DNS knows them. */
export type Lookup = (name: string) => Promise<readonly string[]>

/** Addresses of a name that are looked at and tried at most. */
const most = 16
const tried = 3

/** The addresses that may be connected to. One that may not spoils them all: a name that answers with both is not to be trusted. */
export async function checkedAddresses(
  target: Target,
  entry: EgressEntry | undefined,
  now: number,
  lookup: Lookup,
  timeout: number,
): Promise<readonly string[]> {
  const found = target.kind === 'address' ? [target.host] : await inTime(lookup(target.host), timeout)
  if (found.length === 0) throw new Refusal('unresolved', `${target.host} has no address`)
  const addresses = found.slice(0, most).map(plainAddress)
  const problem = addresses.map((address) => addressProblem(address, entry, now)).find((each) => each !== undefined)
  if (problem !== undefined) throw new Refusal('special-address', problem)
  return addresses
}

async function inTime(found: Promise<readonly string[]>, timeout: number): Promise<readonly string[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal('deadline', `no address within ${timeout} ms`)), timeout)
  })
  try {
    return await Promise.race([found, late])
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('unresolved', 'the name is not known here')
  } finally {
    clearTimeout(timer)
  }
}

/** Connects to one of the addresses, never to the name: what was checked is what is talked to. */
export async function dialChecked(
  addresses: readonly string[],
  port: number,
  timeout: number,
): Promise<{ readonly socket: Socket; readonly address: string }> {
  let last = new Refusal('unreachable', 'no address')
  for (const address of addresses.slice(0, tried)) {
    try {
      const socket = await dialOne(address, port, timeout)
      if (plainAddress(socket.remoteAddress ?? '::') === address) return { socket, address }
      socket.destroy()
      last = new Refusal('unreachable', 'it was connected to something else')
    } catch (error) {
      last = error as Refusal
    }
  }
  throw last
}

async function dialOne(address: string, port: number, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true })
    const timer = setTimeout(() => fail(new Refusal('deadline', `${address} did not answer within ${timeout} ms`)), timeout)
    const onError = (error: NodeJS.ErrnoException): void => fail(new Refusal('unreachable', `${address}: ${error.code ?? 'unknown'}`))
    function fail(refusal: Refusal): void {
      clearTimeout(timer)
      socket.destroy()
      reject(refusal)
    }
    socket.on('error', onError)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', onError)
      // between now and the pipe none may end the process
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}
