import type { Encryption, Protocol, Verification } from '../model/vocabulary.ts'

export interface Endpoint {
  readonly host: string
  readonly port?: number
}

/** What a connection string says; what it leaves to the client library is `unspecified` or absent. */
export interface ConnectionString {
  readonly protocol: Protocol
  readonly scheme: string
  readonly form: 'url' | 'jdbc' | 'keyword' | 'ado'
  readonly endpoints: readonly Endpoint[]
  readonly user?: string
  readonly password?: string
  readonly database?: string
  readonly encryption: Encryption | 'unspecified'
  readonly verification: Verification | 'unspecified'
  /** Path of the CA file. */
  readonly authority?: string
  /** Names as written. */
  readonly parameters: ReadonlyMap<string, string>
  /** Client library that the string gives away: `psycopg2`, `pgjdbc`, `pymysql`, `go-sql-driver`. */
  readonly library?: string
}

/** What the words of a string say about TLS. */
export interface TlsWords {
  readonly encryption: Encryption | 'unspecified'
  readonly verification: Verification | 'unspecified'
  readonly authority?: string
  readonly library?: string
}
