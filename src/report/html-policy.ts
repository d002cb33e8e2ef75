/** SHA-256 of the page's only style and only script; html.test.ts recomputes them. Nothing else may run, load or be sent. */
export const styleHash = 'sha256-7F/a5kSGkkRwtU0PsBIUcL/uoBgshAxTZ/DEjDqDOz0='
export const scriptHash = 'sha256-TE9L2D+VcQqeSpmBaU29FJMtIHihYjt5l/cWr40Oe3A='

export const contentSecurityPolicy: string = `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`
