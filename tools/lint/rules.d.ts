/** As much of an ESLint-style rule as the house rules use. */
export interface Rule {
  readonly create: (context: Context) => Readonly<Record<string, (node: object) => void>>
}

export interface Context {
  readonly filename: string
  readonly sourceCode: { readonly text: string }
  readonly report: (problem: { readonly node: object; readonly message: string }) => void
}

export declare function forbiddenNames(folder?: string): Set<string>
export declare function noProductInControls(names: ReadonlySet<string>): Rule

declare const plugin: { readonly rules: Readonly<Record<'no-product-in-controls' | 'plain-ascii' | 'no-shell' | 'pure-layers', Rule>> }
export default plugin
