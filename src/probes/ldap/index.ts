import type { Conversation } from '../../wire/conversation.ts'
import { bind, search } from '../../wire/ldap.ts'
import { ldapUpgrade } from '../../wire/starttls.ts'
import type { Asking, Plaintext, ProtocolProbes } from '../probe.ts'
import { anonymous } from './anonymous.ts'
import { behindLogin } from './behind-login.ts'
import { confidentialityRequired, nameOf, readRoot, success, wantsTls } from './root.ts'
import { accountName, tryLogin } from './log-in.ts'
import { rootDse } from './root-dse.ts'
import { simpleBind } from './simple-bind.ts'

export const ldap: ProtocolProbes = {
  protocol: 'ldap',
  plaintext: (talk, _target, random) => inClear(talk, random),
  upgrade: ldapUpgrade,
  probes: [rootDse, anonymous, simpleBind, behindLogin],
  tryLogin,
  accountName,
}

/** Turned away is who is refused all of it: the root DSE, or every naming context and a log-in (`security` of the databases, slapd.conf(5), 2.5). */
async function inClear(talk: Conversation, random: Asking['random']): Promise<Plaintext> {
  const root = await readRoot(talk, 1)
  if (root.code === confidentialityRequired) return { served: false, said: `without TLS: ${nameOf(root.code)}` }
  const login = await bind(
    talk,
    2,
    `cn=${random(8)},${root.contexts[0] ?? 'dc=invalid'}`,
    random(16),
    'bind with a made-up name and a made-up password',
  )
  const said = `without TLS the root DSE is ${root.code === success ? 'shown' : 'not shown'}, and a log-in is answered with ${nameOf(login)}`
  if (!wantsTls(login) || root.contexts.length === 0) return { served: true, said }
  for (const [at, base] of root.contexts.slice(0, 3).entries()) {
    const asked = { base, scope: 'base', attributes: ['1.1'], typesOnly: true, sizeLimit: 1 } as const
    const { code } = await search(talk, 3 + at, asked, 'search of a naming context')
    if (code !== confidentialityRequired) return { served: true, said }
  }
  return { served: false, said: 'without TLS nothing but the root DSE is shown, and log-ins are refused' }
}
