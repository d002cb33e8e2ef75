/** Longest number whose digits are counted out. */
const longest = 300

/** Of an integer its decimal digits, of a float its text without underscores; undefined for imaginary and for huge numbers. */
export function decimal(written: string): string | undefined {
  const text = written.replaceAll('_', '').toLowerCase().replace(/l$/, '')
  if (text.endsWith('j')) return undefined
  if (/^0[xob]/.test(text)) return text.length > longest || text.length < 3 ? undefined : BigInt(text).toString()
  // Python 2 wrote octal numbers so
  if (/^0+[1-7][0-7]*$/.test(text)) return text.length > longest ? undefined : BigInt(`0o${text}`).toString()
  return /^[0-9]+$/.test(text) ? text.replace(/^0+(?=[0-9])/, '') : text
}
