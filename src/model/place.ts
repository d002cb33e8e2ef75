/** Where something is written. Lines count from 1; `file` is the name shown to people, never absolute. */
export interface Place {
  readonly file: string
  readonly line: number
  /** Last line, when the thing spans several. */
  readonly endLine?: number
}

/** `compose.yml:41`, as people write it. */
export function placeText(place: Place): string {
  return `${place.file}:${place.line}`
}

/** Orders places by file, then line. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || (a.endLine ?? a.line) - (b.endLine ?? b.line)
}

/** Every place once, in the order of first mention. */
export function uniquePlaces(places: readonly Place[]): readonly Place[] {
  const seen = new Map<string, Place>()
  for (const place of places) {
    const key = `${place.file}\0${place.line}\0${place.endLine ?? place.line}`
    if (!seen.has(key)) seen.set(key, place)
  }
  return [...seen.values()]
}
