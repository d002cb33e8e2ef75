import { html } from 'hono/html'
import type { Passkey } from '../../people/local/passkeys.ts'
import type { Page } from '../pages.ts'
import { alertOf, page } from '../pages.ts'
import { scriptPath } from '../script.ts'

interface Common {
  readonly host: string
  readonly token: string
  readonly problem: string | undefined
}

interface WithScript extends Common {
  readonly nonce: string
}

interface WithOptions extends WithScript {
  /** What the browser is asked of a passkey; undefined where there is nothing to ask. */
  readonly options: object | undefined
}

const hidden = (token: string): Page => html`<input type="hidden" name="token" value="${token}" />`
const scripted = (nonce: string): Page => html`<script type="module" nonce="${nonce}" src="${scriptPath}"></script>`

/** Passwords are asked for in several forms of a page: each has a field of its own name for who does not see. */
function current(id: string, label: string): Page {
  return html`<label for="${id}">${label}</label
    ><input id="${id}" name="current" type="password" autocomplete="current-password" required maxlength="1024" />`
}

function chosen(label: string): Page {
  return html`<label for="password">${label}</label
    ><input id="password" name="password" type="password" autocomplete="new-password" required minlength="12" maxlength="1024" />
    <label for="again">The same again</label
    ><input id="again" name="again" type="password" autocomplete="new-password" required minlength="12" maxlength="1024" />`
}

function passkeyForm(kind: 'get' | 'create', action: string, token: string, options: object | undefined, fields: Page, button: string): Page | '' {
  if (options === undefined) return ''
  return html`<form method="post" action="${action}" data-passkey="${kind}" data-options="${JSON.stringify(options)}">
    ${hidden(token)}<input type="hidden" name="answer" value="" />${fields}<output role="alert"></output><button>${button}</button>
  </form>`
}

export function secondPage({ host, token, nonce, problem, options }: WithOptions): Page {
  return page(
    `Second step for ${host}`,
    html`${alertOf(problem)} ${passkeyForm('get', '/.guard/second/passkey', token, options, html``, 'Use a passkey')}
      <form method="post" action="/.guard/second">
        ${hidden(token)}<label for="code">Code of your app, or a recovery code</label
        ><input id="code" name="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required maxlength="40" /><button>
          Log in
        </button>
      </form>
      <p><a href="/.guard/login">Begin again</a></p>
      ${scripted(nonce)}`,
  )
}

export function enrolPage({ host, token, nonce, problem, options, uri }: WithOptions & { readonly uri: string }): Page {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return page(
    `Set up a second factor`,
    html`${alertOf(problem)}
      <p>Besides the password, ${host} wants something that you have.</p>
      <h2>A passkey</h2>
      ${passkeyForm(
        'create',
        '/.guard/enrol/passkey',
        token,
        options,
        html`<label for="called">What you call it</label><input id="called" name="called" maxlength="60" required value="passkey" />`,
        'Make a passkey',
      )}
      <h2>An authenticator app</h2>
      <p><a href="${uri}">Open it in the app</a>, or type this secret there: <code>${secret.replaceAll(/(.{4})(?!$)/g, '$1 ')}</code></p>
      <form method="post" action="/.guard/enrol">
        ${hidden(token)}<label for="code">The code that it shows</label
        ><input id="code" name="code" autocomplete="one-time-code" inputmode="numeric" required maxlength="10" /><button>Use this app</button>
      </form>
      ${scripted(nonce)}`,
  )
}

export function codesPage(codes: readonly string[], to: string): Page {
  return page(
    'Recovery codes',
    html`<p>
        Each of them gets you in once in place of the second factor. They are shown this once: print them, or keep them where your password is not.
      </p>
      <ul>
        ${codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <p><a href="${to}">Go on</a></p>`,
  )
}

export function invitationPage({ host, token, nonce, problem, invitation }: WithScript & { readonly invitation: string }): Page {
  return page(
    `Choose a password for ${host}`,
    html`${alertOf(problem)}
      <form method="post" action="/.guard/invitation">
        ${hidden(token)}<label for="invitation">Invitation</label
        ><input
          id="invitation"
          name="invitation"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          required
          maxlength="200"
          value="${invitation}"
        />
        ${chosen('Password, twelve characters or more')}<button>Go on</button>
      </form>
      ${scripted(nonce)}`,
  )
}

export interface OwnPage extends Common {
  readonly account: string
  readonly hasApp: boolean
  readonly codes: number
  readonly passkeys: readonly Passkey[]
}

export function ownPage({ host, token, problem, account, hasApp, codes, passkeys }: OwnPage): Page {
  const form = (path: string, content: Page): Page =>
    html`<form method="post" action="/.guard/account/${path}">
      ${hidden(token)}<input type="hidden" name="username" autocomplete="username" value="${account}" />${content}
    </form>`
  return page(
    `Your account`,
    html`${alertOf(problem)}
      <p>Account <strong>${account}</strong> of ${host}.</p>
      <h2>Password</h2>
      ${form('password', html`${current('current-password', 'Present password')} ${chosen('New password')}<button>Change the password</button>`)}
      <h2>Second factor</h2>
      <p>${hasApp ? 'An authenticator app is set up.' : 'No authenticator app is set up.'} ${codes} recovery codes are left.</p>
      ${passkeys.map((key, index) =>
        form(
          'passkey',
          html`<input type="hidden" name="id" value="${key.id}" />
            <h3>Passkey ${key.name}</h3>
            <p>Of ${key.domain}, since ${new Date(key.created).toISOString().slice(0, 10)}.</p>
            ${current(`current-key-${index}`, `Password, to remove ${key.name}`)}<button>Remove ${key.name}</button>`,
        ),
      )}
      ${form('factor', html`${current('current-factor', 'Password, to set up an app or a passkey')}<button>Set up an app or a passkey</button>`)}
      ${form('recovery', html`${current('current-recovery', 'Password, for new recovery codes')}<button>New recovery codes</button>`)}
      <p><a href="/.guard/">Back</a></p>`,
  )
}
