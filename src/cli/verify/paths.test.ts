import { expect, it } from 'vitest'
import { readPaths } from './paths.ts'

it('reads what the user says of paths', () => {
  const found = readPaths(['shop=api:/v1/orders?limit=1', 'shop=websocket:/live', 'http://127.0.0.1:80=saml:/metadata'])
  expect([...found]).toEqual([
    [
      'shop',
      [
        { kind: 'api', path: '/v1/orders?limit=1' },
        { kind: 'websocket', path: '/live' },
      ],
    ],
    ['http://127.0.0.1:80', [{ kind: 'saml', path: '/metadata' }]],
  ])
})

it.each([
  'shop',
  'shop=/live',
  'shop=other:/live',
  '=api:/a',
  'shop=api:a',
  'shop=api:http://other/',
  'shop=api:/a b',
  'shop=api:/a\r\nX: y',
  'shop=api:/a#b',
])('refuses %j', (text) => {
  expect(() => readPaths([text])).toThrow(/--path/)
})
