/**
 * A plain number as Compose renders it where text is wanted: compose-go reads it with yaml.v3 and prints it with Go's `%v`,
 * so that `0644` becomes `420`, `1.50` becomes `1.5` and `1e3` becomes `1000`.
 */
export function numberText(text: string): string {
  if (/^[1-9][0-9]*$/.test(text)) return text
  if (/^[-+]?0[0-7]+$/.test(text) || /^[-+]?0o[0-7]+$/.test(text)) return integer(text, /^([-+]?)0o?/, '0o')
  if (/^[-+]?0x[0-9a-fA-F]+$/.test(text)) return integer(text, /^([-+]?)0x/, '0x')
  if (/^[-+]?[0-9]+$/.test(text)) return integer(text, /^([-+]?)/, '')
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  return String(value)
}

function integer(text: string, prefix: RegExp, base: string): string {
  const digits = text.replace(prefix, '')
  if (digits.length > 40) return text
  const value = BigInt(base + digits)
  return String(text.startsWith('-') ? -value : value)
}
