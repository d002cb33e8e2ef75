import type { Secret } from './text.ts'

/** Where secrets of a machine's programs are kept, other than in the files of their environment. */
export type Keeping =
  /** A file that the service manager alone reads and hands to one program. `sealed`: as the manager of this machine opens it again, and nobody else. */
  | { readonly in: 'credentials'; readonly sealed?: (secret: Secret) => string }
  /** A store that a program asks: its words print the secret of a name. */
  | { readonly in: 'store'; readonly command: (name: string) => readonly string[] }
