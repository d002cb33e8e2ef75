import type { KeyObject } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import { RingwallError } from '../../model/error.ts'
import { certificateBlocks } from '../../pki/pem.ts'
import type { Disk } from '../../storage/disk.ts'

/** What a component gets. */
export interface Delivery {
  readonly name: string
  readonly serial: string
  readonly key: KeyObject
  /** PEM. */
  readonly chain: string
  /** PEM. */
  readonly trust: string
  /** Further files that are the component's secret, by name. */
  readonly stores: Readonly<Record<string, Uint8Array>>
  /** `UID` or `UID:GID`. */
  readonly owner?: string | undefined
}

/** The folder of a component is a link to a folder of one certificate: key and certificate change in one step, and never differ. */
export function deliver(out: string, delivery: Delivery, disk: Disk): void {
  const { name, serial, key, chain, trust, stores, owner } = delivery
  const target = `.${name}-${serial.toLowerCase()}`
  const folder = join(out, target)
  disk.folder(out, 0o755)
  disk.remove(folder)
  disk.folder(folder, 0o755)
  const secret = { 'tls.key': String(key.export({ type: 'pkcs8', format: 'pem' })), ...stores }
  for (const [file, content] of Object.entries(secret)) disk.create(join(folder, file), content, 0o600)
  disk.create(join(folder, 'tls.crt'), chain, 0o644)
  disk.create(join(folder, 'ca.crt'), trust, 0o644)
  if (owner !== undefined) {
    const [user = 0, group = user] = owner.split(':').map(Number)
    for (const file of [...Object.keys(secret), 'tls.crt', 'ca.crt']) disk.owner(join(folder, file), user, group)
  }
  const before = currentTarget(out, name)
  const link = join(out, `.${name}.new`)
  disk.remove(link)
  disk.symlink(target, link)
  disk.rename(link, join(out, name))
  // the one before stays: who has it open, or mounted, reads it until it starts again
  for (const old of foldersOf(out, name)) if (old !== target && old !== before) disk.remove(join(out, old))
}

/** A folder of a component that others made is not written over. */
export function checkFree(out: string, name: string, shown: string): void {
  if (existsSync(join(out, name)) && currentTarget(out, name) === undefined)
    throw new RingwallError('usage', `${shown}/${name}: there is something that is not of this authority`, {
      hint: 'move it away, or take another --out',
    })
}

/** The serial of the certificate that a component has; undefined when it has none that fits its key. */
export function deliveredSerial(out: string, name: string): string | undefined {
  try {
    return new X509Certificate(certificateBlocks(readFileSync(join(out, name, 'tls.crt'), 'utf8'))[0] ?? '').serialNumber
  } catch {
    return undefined
  }
}

function currentTarget(out: string, name: string): string | undefined {
  const link = join(out, name)
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
  const target = readlinkSync(link)
  return basename(target) === target && target.startsWith(`.${name}-`) ? target : undefined
}

function foldersOf(out: string, name: string): readonly string[] {
  return readdirSync(out).filter((each) => each.startsWith(`.${name}-`) && /^[0-9a-f]{1,40}$/.test(each.slice(name.length + 2)))
}
