/** SHA-256 of the page's only style and only script; html.test.ts recomputes them. Nothing else may run, load or be sent. */
export const styleHash = 'sha256-n3vfQk/FOm3mFcw02p35fwRN/ChZEeki9QZRc8dsuX4='
export const scriptHash = 'sha256-Cqf95gEHk/WHvd8YcaAu3ujT+kEDkqRwcVgQq4YKZTU='

export const contentSecurityPolicy: string = `default-src 'none'; style-src '${styleHash}'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`
