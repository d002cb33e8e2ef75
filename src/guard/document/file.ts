import type { AuditFile } from './audit.ts'
import type { CookiesFile, CorsFile, HeadersFile } from './browser.ts'
import type { BodyFile, ScannerFile } from './bodies.ts'
import type { EgressFile } from './egress.ts'
import type { Right } from '../model/site.ts'
import type { PeopleFile } from './people.ts'

/** What `guard.yaml` says, with its defaults. The schema is held to these types. */
export interface GuardFile {
  readonly guard: 1
  readonly name: string
  readonly listen: ListenFile
  readonly tls: TlsFile
  readonly folder: string
  readonly engine: 'nginx' | 'haproxy' | 'embedded'
  readonly 'micro-cache': boolean
  readonly keys?: KeysFile | undefined
  readonly identity?: { readonly key: string } | undefined
  readonly state: { readonly file: string } | { readonly postgresql: PostgresFile }
  readonly audit?: AuditFile | undefined
  readonly metrics?: { readonly listen: string } | undefined
  readonly scanner?: ScannerFile | undefined
  readonly people: PeopleFile
  readonly egress?: EgressFile | undefined
  readonly administrators: readonly string[]
  readonly rights: readonly RightFile[]
  readonly sites: Readonly<Record<string, SiteFile>>
}

export interface ListenFile {
  readonly addresses: readonly string[]
  readonly https: number
  readonly http: number | false
}

export interface TlsFile {
  readonly profile: 'modern' | 'intermediate'
  readonly certificate?: CertificateFile | undefined
  readonly workers?: string | undefined
}

export interface KeysFile {
  readonly pepper: string
  readonly environment: string
}

export interface RightFile {
  readonly to: string
  readonly on: string
  readonly right?: Right | undefined
  readonly deny?: Right | undefined
  readonly 'may-grant'?: boolean | undefined
  readonly until?: string | undefined
  readonly networks?: readonly string[] | undefined
  readonly hours?: { readonly from: string; readonly to: string; readonly zone?: string | undefined } | undefined
  readonly 'second-factor'?: boolean | undefined
}

export interface PostgresFile {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string | undefined
  readonly authority?: string | undefined
}

export interface CertificateFile {
  readonly certificate: string
  readonly key: string
}

export interface SiteFile {
  readonly component?: string | undefined
  readonly upstream: string | HttpsFile
  readonly tls?: CertificateFile | undefined
  readonly routes: readonly RouteFile[]
  readonly body: string
  readonly 'read-timeout': string
  readonly 'connections-per-address': number
  readonly 'requests-per-second'?: number | undefined
  readonly tries: number
  readonly origins: readonly string[]
  readonly inject?: { readonly header: string; readonly secret: string } | undefined
  readonly 'user-header'?: string | undefined
  readonly strip: readonly string[]
  readonly headers: HeadersFile
  readonly cookies: CookiesFile
}

export interface HttpsFile {
  readonly https: string
  readonly authority: string
  readonly name: string
  readonly client?: CertificateFile | undefined
}

export interface RouteFile {
  readonly path: string
  readonly methods?: readonly string[] | undefined
  readonly public?: true | undefined
  readonly closed?: true | undefined
  readonly right?: Right | 'by-method' | undefined
  readonly on?: string | undefined
  readonly 'second-factor'?: boolean | undefined
  readonly upgrade?: 'websocket' | undefined
  readonly body?: string | BodyFile | undefined
  readonly rewrite?: string | undefined
  readonly cors?: CorsFile | undefined
  readonly rate?: number | undefined
  readonly record?: 'before' | 'after' | undefined
}
