import { expect, it } from 'vitest'
import { view } from '../model/fact.ts'
import { setting } from '../model/setting.ts'
import { openByDefault, plainByDefault, portIn, webListener } from './web-listener.ts'

const at = { file: 'compose.yml', line: 7 }

it.each([
  ['8080', 8080],
  [':8080', 8080],
  ['0.0.0.0:8080', 8080],
  ['http://0.0.0.0:8080/path', 8080],
  ['[::]:8080', 8080],
  ['localhost', undefined],
  ['70000', undefined],
])('the port of %s is %s', (text, wanted) => {
  expect(portIn(setting(text, at))).toBe(wanted)
})

it('does not guess a port', () => {
  expect(portIn(undefined)).toBeUndefined()
  expect(portIn({ ...setting('${PORT}', at), unresolved: [{ text: '${PORT}', kind: 'variable', why: '' }] })).toBeUndefined()
})

it('is bound where its address says', () => {
  const facts = { port: 1, tls: plainByDefault('Door'), authentication: openByDefault('Door has no login') }
  expect(webListener(facts)).toEqual({ ...facts, protocol: 'http', purpose: 'application' })
  const local = webListener({ ...facts, from: setting('127.0.0.1:1', at) })
  expect(view(local.bind!)).toMatchObject({ value: 'loopback', trail: [at] })
  expect(webListener({ ...facts, from: setting(':1', at) })).toMatchObject({ trail: [at] })
  expect(webListener({ ...facts, from: setting(':1', at) }).bind).toBeUndefined()
})
