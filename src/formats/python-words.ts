/** Operators by rank, and words that are no names (Python 3.11). */
export const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', '<>', 'in', 'is', 'not'])
export const sums: ReadonlySet<string> = new Set(['+', '-', '|', '&', '^', '<<', '>>'])
export const products: ReadonlySet<string> = new Set(['*', '/', '//', '%', '@'])
export const keywords: ReadonlySet<string> = new Set(
  'and as assert async await break class continue def del elif else except finally for from if import in is lambda not or pass raise return try while with yield'.split(
    ' ',
  ),
)
