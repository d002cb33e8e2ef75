/** SHA-256 of the page's only style and only script; html.test.ts recomputes them. Nothing else may run, load or be sent. */
export const styleHash = 'sha256-f87aW587conVe8CKb5Kk+YDsA4ctPMoOcGHO5yuG3rA='
export const scriptHash = 'sha256-TE9L2D+VcQqeSpmBaU29FJMtIHihYjt5l/cWr40Oe3A='

export const contentSecurityPolicy: string = `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`
