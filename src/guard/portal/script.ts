/** Where pages of the portal have their one script. */
export const scriptPath = '/.guard/portal.js'

/** For browsers: asks an authenticator, and takes an invitation out of the address, where no server sees it. Pages work without it, but for passkeys. */
export const script = `'use strict'
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }))

async function asked(kind, options) {
  const challenge = bytes(options.challenge)
  if (kind === 'get') {
    const { id, rawId, type, response } = await navigator.credentials.get({
      publicKey: { ...options, challenge, allowCredentials: listed(options.allowCredentials) },
    })
    const { authenticatorData, clientDataJSON, signature } = response
    const answer = { authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON), signature: text(signature) }
    return { id, rawId: text(rawId), type, clientExtensionResults: {}, response: answer }
  }
  const { id, rawId, type, response } = await navigator.credentials.create({
    publicKey: { ...options, challenge, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: listed(options.excludeCredentials) },
  })
  const transports = response.getTransports === undefined ? [] : response.getTransports()
  const answer = { attestationObject: text(response.attestationObject), clientDataJSON: text(response.clientDataJSON), transports }
  return { id, rawId: text(rawId), type, clientExtensionResults: {}, response: answer }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const said = form.querySelector('output')
    said.textContent = ''
    try {
      form.elements.answer.value = JSON.stringify(await asked(form.dataset.passkey, JSON.parse(form.dataset.options)))
      form.submit()
    } catch {
      said.textContent = 'No passkey was used. Try again, or use another way.'
    }
  })
}

const field = document.querySelector('input[name="invitation"]')
if (field !== null && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
}
`
