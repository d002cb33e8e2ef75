export type Value = string | number | null
export type Row = Readonly<Record<string, unknown>>

/** Statements with `$1` for their first value. Both databases understand those that are used here. */
export interface Sql {
  readonly all: (text: string, ...values: readonly Value[]) => Promise<readonly Row[]>
}

/** A database, behind which is libsql or PostgreSQL. All its errors are StateFaults. */
export interface Database extends Sql {
  /** All of it or nothing, and nobody else in between on what it reads and changes. */
  readonly transaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>
  /** Says that the epoch was counted up, to all who watch, when the transaction is over. */
  readonly announce: (sql: Sql, epoch: number) => Promise<void>
  /** Calls it when an epoch was announced, or may have been. */
  readonly listen: (heard: () => void) => () => void
  readonly close: () => Promise<void>
}
