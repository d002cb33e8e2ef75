import { says } from './spoe.ts'

export const isLooked = '{ var(txn.guard.look) -m found }'

/** What the decision service was told, kept before the headers that the program gets take its place. */
export const remembered: readonly string[] = says.map(([, sample], index) => `http-request set-var(txn.said_${index}) ${sample} if ${isLooked}`)

/** Tells who looks at bodies the same; every other way gets none of these headers. */
export const saidAgain: readonly string[] = says.map(
  ([header], index) => `http-request set-header ${header} %[var(txn.said_${index})] if { var(txn.said_${index}) -m found }`,
)

/** Headers are there twice for a moment. */
export const roomToSayAgain: readonly string[] = ['tune.bufsize 32768', 'tune.maxrewrite 15360']
