import { expect, it } from 'vitest'
import { unknown } from '../../model/fact.ts'
import type { Listener } from '../../model/graph.ts'
import { webApplication } from '../../technologies/web-application/index.ts'
import { applications } from '../../technologies/web-application/data/applications.ts'
import { technologies } from '../../registry/technologies.ts'
import { products } from './products.ts'

const page: Pick<Listener, 'protocol' | 'authentication'> = { protocol: 'http', authentication: unknown('x') }

it.each([
  ['by its title, from files', { technology: 'web-application', title: 'Keycloak' }, ['keycloak/doors', 'http/saml-metadata']],
  ['by its id, as the call names it', { technology: 'keycloak', title: 'http://127.0.0.1' }, ['keycloak/doors', 'http/saml-metadata']],
  [
    'as a technology of its own',
    { technology: 'jupyter', title: 'Jupyter' },
    ['jupyter/doors', 'http/log-in-pages', 'http/web-sockets', 'http/cross-site'],
  ],
  ['not at all', { technology: 'web-application', title: 'Web application' }, []],
  ['not at all', { technology: 'target', title: 'http://127.0.0.1' }, []],
])('a product is known %s', (_, product, expected) => {
  expect(products(technologies, product, page, []).map(({ id }) => id)).toEqual(expected)
})

it('asks nothing of HTTP where something else is spoken', () => {
  expect(products(technologies, { technology: 'jupyter' }, { ...page, protocol: 'tcp' }, [], [{ kind: 'api', path: '/a' }])).toEqual([])
})

it('takes paths from settings and from the call, each once', () => {
  const [sockets] = products(
    technologies,
    {},
    { ...page, sockets: ['/live'] },
    [],
    [
      { kind: 'websocket', path: '/live' },
      { kind: 'websocket', path: '/more' },
    ],
  )
  expect(sockets?.asks).toMatch(/: \/live, \/more$/)
})

it('names members of the family of web applications as the table does', () => {
  const titles = new Set(applications.map(({ title }) => title))
  expect(webApplication.products?.filter(({ title }) => !titles.has(title))).toEqual([])
})
