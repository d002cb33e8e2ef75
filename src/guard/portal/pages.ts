import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(22rem,90vw)}h1{font-size:1.4rem;margin:0 0 1rem}h2{font-size:1.1rem;margin:2rem 0 0}h3{font-size:1rem;margin:1rem 0 0}code{overflow-wrap:anywhere}label{display:block;margin:.8rem 0 .2rem}input{box-sizing:border-box;width:100%;padding:.5rem;font:inherit;border:1px solid;border-radius:.25rem}
button{margin-top:1.2rem;width:100%;padding:.6rem;font:inherit;border:1px solid;border-radius:.25rem;background:#1d4ed8;color:#fff;cursor:pointer}button:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid #f59e0b;outline-offset:2px}
.alert{border-left:4px solid #b91c1c;padding:.4rem .8rem;margin:0 0 1rem}a{color:LinkText}`

/** In one piece: its hash is of every character between the tags. */
const styled = raw(`<style>${style}</style>`)

/** Pages load nothing, run nothing, and are framed by nobody; their forms go back to where they are from. */
export const policy: string = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`

/** The same, but for the one script of the portal, where a page has it with this number. */
export function policyWith(nonce: string): string {
  return `${policy}; script-src 'nonce-${nonce}'`
}

export type Page = ReturnType<typeof html>

export function page(title: string, content: Page, onward?: string): Page {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${onward === undefined ? '' : html`<meta http-equiv="refresh" content="0;url=${onward}" />`}
        <title>${title}</title>
        ${styled}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `
}

export function alertOf(problem: string | undefined): Page | '' {
  return problem === undefined ? '' : html`<p class="alert" role="alert">${problem}</p>`
}

export interface LogInForm {
  readonly host: string
  readonly to: string
  readonly token: string
  readonly problem?: string
  /** Providers that somebody can be sent to: their path, and what they are called. */
  readonly others: readonly (readonly [path: string, name: string])[]
  readonly withPassword: boolean
}

export function logInPage({ host, to, token, problem, others, withPassword }: LogInForm): Page {
  return page(
    `Log in to ${host}`,
    html`${alertOf(problem)}
    ${
      withPassword
        ? html`<form method="post" action="/.guard/login">
            <input type="hidden" name="token" value="${token}" /><input type="hidden" name="to" value="${to}" /> <label for="name">Name</label
            ><input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="256" />
            <label for="password">Password</label
            ><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024" />
            <button>Log in</button>
          </form>`
        : ''
    }
    ${others.map(([path, name]) => html`<p><a href="${path}?to=${encodeURIComponent(to)}">Log in with ${name}</a></p>`)}`,
  )
}

export function accountPage({
  host,
  name,
  groups,
  token,
  isOwn,
}: {
  readonly host: string
  readonly name: string
  readonly groups: readonly string[]
  readonly token: string
  /** Whether the account is one of the guard's own, which its owner changes here. */
  readonly isOwn: boolean
}): Page {
  return page(
    `${host}`,
    html`<p>You are logged in as <strong>${name}</strong>.</p>
      ${groups.length === 0 ? '' : html`<p>Groups: ${groups.join(', ')}</p>`}
      ${isOwn ? html`<p><a href="/.guard/account">Password and second factor</a></p>` : ''}
      <form method="post" action="/.guard/logout"><input type="hidden" name="token" value="${token}" /><button>Log out</button></form>
      <p><a href="/">Back to ${host}</a></p>`,
  )
}

/**
 * Sends a browser elsewhere after a form: a redirect would have to be allowed as a target of our forms, with all that it is sent on to.
 */
export function onwardPage(title: string, text: string, location: string): Page {
  return page(
    title,
    html`<p>${text}</p>
      <p><a href="${location}">Go on</a></p>`,
    location,
  )
}

export function messagePage(title: string, text: string, link?: readonly [href: string, text: string]): Page {
  return page(
    title,
    html`<p>${text}</p>
      ${link === undefined ? '' : html`<p><a href="${link[0]}">${link[1]}</a></p>`}`,
  )
}
