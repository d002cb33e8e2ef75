/** Characters: what is made of a longer text takes more memory than it is worth. */
const longest = 200_000

/** Characters of all texts that are known: some hundred of the usual length. */
const most = 1_000_000

/** A reader that still knows what it made of the last texts: who edits a file reads the same text again for every step. */
export function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  let kept = 0
  return (text) => {
    if (text.length > longest) return read(text)
    const found = known.get(text) ?? read(text)
    // the one that was not asked for longest stands first
    if (!known.delete(text)) kept += text.length
    known.set(text, found)
    for (const [eldest] of known) {
      if (kept <= most) break
      known.delete(eldest)
      kept -= eldest.length
    }
    return found
  }
}
