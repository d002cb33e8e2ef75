import type { BaseBlock } from 'asn1js'
import { Constructed, Integer, Null, ObjectIdentifier, OctetString, Sequence, Set as AsnSet } from 'asn1js'

/** The few elements of DER that encrypted keys and keystores are built of. */
export function sequence(...value: BaseBlock[]): Sequence {
  return new Sequence({ value })
}

export function setOf(...value: BaseBlock[]): AsnSet {
  return new AsnSet({ value })
}

export function oid(value: string): ObjectIdentifier {
  return new ObjectIdentifier({ value })
}

export function octets(bytes: Uint8Array): OctetString {
  return new OctetString({ valueHex: bytes })
}

export function integer(value: number): Integer {
  return new Integer({ value })
}

export function nothing(): Null {
  return new Null()
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, value: BaseBlock): Constructed {
  return new Constructed({ idBlock: { tagClass: 3, tagNumber: number }, value: [value] })
}

export function encoded(element: BaseBlock): Uint8Array {
  return new Uint8Array(element.toBER())
}
