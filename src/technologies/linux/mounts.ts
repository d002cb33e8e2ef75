import { parseFields, unescapeOctal } from '../../formats/fields.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'

/** A line of fstab(5). */
export interface MountLine {
  readonly device: string
  /** Where it is mounted; `none` or `swap` for swap. */
  readonly point: string
  readonly type: string
  readonly options: readonly string[]
  readonly trail: readonly Place[]
}

/** A line of crypttab(5). */
export interface CryptLine {
  readonly name: string
  readonly device: string
  /** A path, `none` or `-`: a passphrase that is asked for. */
  readonly key: string
  readonly options: readonly string[]
  readonly trail: readonly Place[]
}

export interface Disks {
  readonly mounts: readonly MountLine[]
  readonly encrypted: readonly CryptLine[]
  /** Whether what a device holds is encrypted below its file system; undefined where the files do not say. */
  readonly isEncrypted: (device: string) => boolean | undefined
}

export function readDisks(input: ComponentInput, gaps: Gap[]): Disks {
  const mounts = table(input, '/etc/fstab', gaps).map(({ fields, trail }): MountLine => {
    const [device = '', point = '', type = '', options = 'defaults'] = fields.map(unescapeOctal)
    return { device, point, type, options: options.split(','), trail }
  })
  const encrypted = table(input, '/etc/crypttab', gaps).map(({ fields, trail }): CryptLine => {
    const [name = '', device = '', key = 'none', options = ''] = fields
    return { name, device, key, options: options.split(',').filter(Boolean), trail }
  })
  const names = new Set(encrypted.map(({ name }) => name))
  const whole = new Set(encrypted.map(({ device }) => device))

  function isEncrypted(device: string): boolean | undefined {
    const mapped = /^\/dev\/mapper\/(.+)$/.exec(device)?.[1]
    if (mapped !== undefined && names.has(mapped)) return true
    if (names.size === 0) return false
    if (whole.has(device)) return false
    // a volume of LVM may lie on an encrypted disk, and an id may be that of the volume inside
    return /^\/dev\/(?:mapper\/|dm-|md|[^/]+\/)|^(?:UUID|LABEL|PARTUUID|PARTLABEL)=|^\/dev\/disk\/by-/.test(device) ? undefined : false
  }

  return { mounts, encrypted, isEncrypted }
}

function table(
  input: ComponentInput,
  path: string,
  gaps: Gap[],
): readonly { readonly fields: readonly string[]; readonly trail: readonly Place[] }[] {
  const document = openDocument(input, path, gaps)
  if (document === undefined) return []
  return parseFields(document.text).flatMap(({ fields, span }) =>
    fields.length < 2 ? [] : [{ fields, trail: [placeAt(document, span), ...document.mount] }],
  )
}

/** The mount on which a path lies: the longest that leads there. */
export function mountOf(path: string, mounts: readonly MountLine[]): MountLine | undefined {
  const holds = (point: string): boolean => point === '/' || path === point || path.startsWith(`${point}/`)
  return mounts.filter(({ point }) => point.startsWith('/') && holds(point)).toSorted((a, b) => b.point.length - a.point.length)[0]
}
