import { formCookie, sessionCookie } from '../decide/credentials.ts'

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
