import { expect, it } from 'vitest'
import type { Channel, Component, Credential, CredentialUse, Deployment, Listener } from '../../model/graph.ts'
import { setting } from '../../model/setting.ts'
import type { Technology } from '../../model/technology.ts'
import { candidatesFor } from './candidates.ts'

const listener = { id: 'db:5432', component: 'db', protocol: 'postgres', port: 5432 } as Listener
const place = { file: 'compose.yaml', line: 7 }

function use(more: Partial<CredentialUse>): CredentialUse {
  return { component: 'app', key: 'K', as: 'client', power: 'unknown', trail: [place], profiles: [], by: 'environment', ...more }
}

function credential(label: string, value: string, strength: Credential['strength'], ...uses: readonly CredentialUse[]): Credential {
  return { label, value: setting(value, place), strength, uses }
}

const app: Technology = {
  id: 'platform',
  title: 'Platform',
  role: 'application',
  recognise: () => undefined,
  read: () => ({}),
  logIns: [
    {
      published: [
        { user: 'platform', password: 'platform', source: 'its example, its database', at: 'postgres' },
        { user: 'administrator', password: 'a', source: 'its manual' },
      ],
    },
  ],
}

function deployment(credentials: readonly Credential[], to = 'db:5432'): Deployment {
  const channel = { id: 'app->db', from: 'app', to: { kind: 'component', component: 'db', listener: to } } as Channel
  const components = [{ id: 'app', technology: 'platform', title: 'Platform', input: { dependsOn: [] } }] as unknown as readonly Component[]
  return { credentials, channels: [channel], components, listeners: [listener] } as unknown as Deployment
}

const own = { published: [{ user: 'postgres', password: 'postgres', source: 'its page' }] }
const shown = (of: Deployment, nameless = false, login?: { readonly user: string; readonly password: string }): readonly string[] =>
  candidatesFor(of, listener, new Map([[app.id, app]]), own, login, nameless).map(({ user, pair, kind }) => `${user} ${pair} ${kind}`)

it('tries what is published for the product and by the examples of its clients, then the files, and in the end what should get in', () => {
  const credentials = [
    credential('secret A', 'strong', 'strong', use({ opens: 'db:5432', user: setting('app', place) })),
    credential('secret B', 'weak', 'weak', use({ component: 'db', as: 'account', user: setting('postgres', place) })),
  ]
  expect(shown(deployment(credentials), false, { user: 'reader', password: 'r' })).toEqual([
    'postgres its page published',
    'platform its example, its database published',
    'postgres secret B guessable',
    'reader the account of --login secret',
    'app secret A secret',
  ])
})

it('tries nothing of who does not connect there, of other doors, of keys, or of what is not known', () => {
  const credentials = [
    credential('secret A', 'x', 'strong', use({ opens: 'other:1', user: setting('app', place) })),
    credential('secret B', 'y', 'strong', use({ as: 'secret', component: 'db', purpose: 'encryption' })),
    credential('secret C', 'z', 'strong', use({ as: 'named', component: 'db' })),
    {
      ...credential('secret D', '${D}', 'unknown', use({ opens: 'db:5432' })),
      value: { ...setting('${D}', place), unresolved: [{ text: '${D}', kind: 'variable', why: 'no value' }] },
    } as Credential,
  ]
  expect(shown(deployment(credentials, 'other:1'))).toEqual(['postgres its page published'])
})

it('tries keys that let callers in where a value alone is said, and no accounts there', () => {
  const credentials = [
    credential('secret A', 'key', 'strong', use({ as: 'secret', component: 'db', purpose: 'api-key' })),
    credential('secret B', 'p', 'strong', use({ as: 'account', component: 'db', user: setting('somebody', place) })),
  ]
  expect(shown(deployment(credentials, 'other:1'), true)).toEqual(['postgres its page published', ' secret A secret'])
  expect(shown(deployment(credentials, 'other:1'))).toEqual(['postgres its page published', 'somebody secret B secret'])
})

it('tries the same account and password once', () => {
  const twice = [credential('secret A', 'postgres', 'known', use({ component: 'db', as: 'account', user: setting('postgres', place) }))]
  expect(shown(deployment(twice, 'other:1'))).toEqual(['postgres its page published'])
})
