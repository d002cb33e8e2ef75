export type Awaitable<T> = T | Promise<T>

/** `step` of the value, at once where it is there: most of what a decision asks is, and a turn of the event loop costs more than the answer. */
export function after<T, U>(value: Awaitable<T>, step: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(step) : step(value)
}
