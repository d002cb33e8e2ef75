import { parentPort, workerData } from 'node:worker_threads'

/** When to wake the other thread: milliseconds from a moment on, which is in milliseconds since 1970 with fractions. */
export interface Alarms {
  readonly due: readonly number[]
  readonly from: number
}

/** Sleeps until the next moment and says so. `Atomics.wait` takes fractions of a millisecond, which no timer does. */
const { due, from } = workerData as Alarms
const nobody = new Int32Array(new SharedArrayBuffer(4))
const now = (): number => performance.now() - (from - performance.timeOrigin)
for (let next = 0; next < due.length;) {
  const rest = (due[next] ?? 0) - now()
  if (rest > 0) Atomics.wait(nobody, 0, 0, rest)
  for (const moment = now(); next < due.length && (due[next] ?? 0) <= moment;) next++
  parentPort?.postMessage(0)
}
