/**
 * The message of a technology's table as a sentence: an upper-case letter first, a full stop last. A first word that is written as it is
 * stays so: a key, a path, a value, or the `name` of the component.
 */
export function sentence(message: string, name = ''): string {
  const text = message.trim()
  const word = /^([a-z]+)(?:'s)?,? [A-Za-z]/.exec(text)?.[1]
  const start = word === undefined || word === name ? text : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(start) ? start : `${start}.`
}
