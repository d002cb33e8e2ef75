/** One element of DER (X.690): what stands in certificates and keystores. */
export interface Der {
  /** The first octet: class, form and number. */
  readonly tag: number
  readonly value: Uint8Array
  /** The whole element, head and all. */
  readonly whole: Uint8Array
}

/** The element at the start of the bytes; `undefined` when there is none, or when it ends beyond them. */
export function readDer(bytes: Uint8Array): Der | undefined {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) return undefined
  let length = first
  let head = 2
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets === 0 || octets > 4) return undefined
    length = 0
    for (let at = 0; at < octets; at++) length = length * 256 + (bytes[2 + at] ?? Number.NaN)
    head += octets
  }
  if (!(head + length <= bytes.length)) return undefined
  return { tag, value: bytes.subarray(head, head + length), whole: bytes.subarray(0, head + length) }
}

/** The elements inside of a constructed one, in order; what cannot be read ends the list. */
export function childrenOf(parent: Der | undefined): readonly Der[] {
  const found: Der[] = []
  let rest = parent?.value ?? new Uint8Array()
  while (rest.length > 0) {
    const next = readDer(rest)
    if (next === undefined) break
    found.push(next)
    rest = rest.subarray(next.whole.length)
  }
  return found
}

/** `1.2.840.113549.1.12.1.3`. */
export function objectIdentifier(element: Der | undefined): string {
  if (element === undefined || element.tag !== 0x06) return ''
  const numbers: number[] = []
  let number = 0
  for (const octet of element.value) {
    number = number * 128 + (octet & 0x7f)
    if (octet < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const [first = 0, ...rest] = numbers
  const root = Math.min(Math.floor(first / 40), 2)
  return [root, first - root * 40, ...rest].join('.')
}

/** A number that is not negative and fits; `undefined` otherwise. */
export function integer(element: Der | undefined): number | undefined {
  if (element === undefined || element.tag !== 0x02 || element.value.length > 6) return undefined
  return element.value.reduce((sum, octet) => sum * 256 + octet, 0)
}
