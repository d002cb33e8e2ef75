import { formCookie, sessionCookie, wayCookie } from '../decide/credentials.ts'

/** The value of a cookie that is there once. */
function cookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((one) => {
    const text = one.trim()
    return text.startsWith(`${name}=`) ? [text.slice(name.length + 1)] : []
  })
  return values.length === 1 ? values[0] : undefined
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'

interface Cookie {
  readonly read: (header: string | undefined) => string | undefined
  readonly set: (value: string) => string
}

export const session: Cookie = {
  read: (header) => cookie(header, sessionCookie),
  set: (reference) => `${sessionCookie}=${reference}; ${attributes}`,
}

/** Takes the session's cookie away. */
export const sessionOver: string = `${sessionCookie}=; ${attributes}; Max-Age=0`

export const form: Cookie = {
  read: (header) => cookie(header, formCookie),
  set: (token) => `${formCookie}=${token}; ${attributes.replace('Lax', 'Strict')}; Max-Age=900`,
}

/** Of a log-in under way. A SAML answer comes as a form from the provider's page, with which browsers send no other cookie than one for all sites. */
export const way = {
  read: (header: string | undefined): string | undefined => cookie(header, wayCookie),
  saml: (sealed: string): string => `${wayCookie}=${sealed}; ${attributes.replace('Lax', 'None')}; Max-Age=600`,
  oidc: (sealed: string): string => `${wayCookie}=${sealed}; ${attributes}; Max-Age=600`,
  local: (sealed: string): string => `${wayCookie}=${sealed}; ${attributes.replace('Lax', 'Strict')}; Max-Age=600`,
  over: `${wayCookie}=; ${attributes.replace('Lax', 'None')}; Max-Age=0` as string,
} as const
