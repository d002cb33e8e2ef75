/** Remembers what must not come twice: words of providers, codes, tokens. Kept where every guard of one name sees it. */
export interface Once {
  /** True the first time that a key comes; it is kept until that moment (milliseconds since 1970). What throws is a refusal. */
  readonly first: (key: string, until: number) => Promise<boolean>
}
