import { expect, it } from 'vitest'
import { canonicalHost } from './host.ts'

it.each([
  ['app.example.org', 'app.example.org'],
  ['APP.example.org', 'app.example.org'],
  ['app.example.org:443', 'app.example.org'],
  ['10.0.0.1:8443', '10.0.0.1'],
  ['[::1]:8443', '[::1]'],
  ['app.example.org.', undefined],
  ['app.example.org:', undefined],
  ['app.example.org:0', undefined],
  ['app.example.org:99999', undefined],
  ['app.example.org:80:80', undefined],
  ['user@app.example.org', undefined],
  ['app.example.org/admin', undefined],
  ['app.example.org#', undefined],
  ['app_example', undefined],
  ['a..b', undefined],
  ['-a.b', undefined],
  ['b\u00fccher.example', undefined],
  ['', undefined],
])('%s is the host %s', (raw, host) => {
  expect(canonicalHost(raw)).toBe(host)
})
