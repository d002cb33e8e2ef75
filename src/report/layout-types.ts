/** A box to place; `group` names the frame that it stands in. */
export interface Box {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly group?: string
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly labelWidth: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Left upper corner and size. */
export interface Placed extends Point {
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: ReadonlyMap<string, Placed>
  /** Frame of each group. */
  readonly groups: ReadonlyMap<string, Placed>
  /** One for each line, in their order. */
  readonly lines: readonly { readonly points: readonly Point[]; readonly label: Point }[]
}
