/** Somebody whom a source recognised. */
export interface Recognised {
  /** `ldap:` and what the source itself never gives to another one. */
  readonly id: string
  readonly name: string
  /** With the name of the source in front: `ldap:planners`. */
  readonly groups: readonly string[]
  readonly secondFactor: boolean
}

/** `wrong`: the name, the password, or both: nobody is told which. */
export interface NotRecognised {
  readonly refused: 'wrong' | 'unavailable'
  readonly detail: string
}

/** Tells whether a name and a password belong to somebody. It never throws. */
export type PasswordLogIn = (name: string, password: string) => Promise<Recognised | NotRecognised>

/** What a source says of somebody today, by the id that it gave; `gone` ends their sessions. */
export type LookUp = (id: string) => Promise<Recognised | 'gone' | 'unavailable'>
