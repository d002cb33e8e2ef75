/** Somebody whom a source recognised. */
export interface Recognised {
  /** `local:`, `ldap:`, `saml:` or `oidc:` and what the source itself never gives to another one. */
  readonly id: string
  readonly name: string
  /** With the name of the source in front: `ldap:planners`. */
  readonly groups: readonly string[]
  readonly secondFactor: boolean
  /** Until when the word of a source holds that cannot be asked again; milliseconds since 1970. Without it, `LookUp` is asked. */
  readonly until?: number
  /** How the source calls the session of this log-in. */
  readonly atSource?: string
}

/** Somebody whose password was right, and who has to show a second factor, or to get one. */
export interface HalfWay {
  readonly account: string
  /** Of the password that was right: with another one the rest is worth nothing. */
  readonly mark: string
  readonly next: 'second-factor' | 'enrolment'
}

/** `wrong`: the name, the password, or both: nobody is told which. */
export interface NotRecognised {
  readonly refused: 'wrong' | 'unavailable'
  readonly detail: string
}

/** Tells whether a name and a password belong to somebody. It never throws. */
export type PasswordLogIn = (name: string, password: string) => Promise<Recognised | HalfWay | NotRecognised>

/** What a source says of somebody today, by the id that it gave; `gone` ends their sessions. */
export type LookUp = (id: string) => Promise<Recognised | 'gone' | 'unavailable'>

/** Where a browser is sent to, and what the answer that it brings is held to. */
export interface Sent {
  readonly location: string
  readonly held: Readonly<Record<string, string>>
}

/** A provider elsewhere that people log in at, and whose word their browser brings. */
export interface Provider {
  /** What people know it as. */
  readonly name: string
  /** Rejects while the provider cannot be used. */
  readonly start: (host: string) => Promise<Sent>
  /** Whom the answer names, which this browser brought to this host. It never throws. */
  readonly answer: (host: string, sent: string, held: Readonly<Record<string, string>>) => Promise<Recognised | NotRecognised>
}
