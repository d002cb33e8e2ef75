import { expect, it } from 'vitest'
import { sentence } from './sentence.ts'

it.each([
  ['any web page may call the API', 'Any web page may call the API.'],
  ['the API is open', 'The API is open.'],
  ["the client's own header is passed on", "The client's own header is passed on."],
  ['Whoever asks is let in.', 'Whoever asks is let in.'],
  ['debug is on (DEBUG is not set: the default)', 'Debug is on (DEBUG is not set: the default).'],
])('%s becomes a sentence', (message, wanted) => {
  expect(sentence(message)).toBe(wanted)
  expect(sentence(wanted)).toBe(wanted)
})

it.each(['pg_hba.conf lets the network in', 'n8n asks nobody', 'userPassword is clear text', '/metrics is open', '"*" lets all in', 'x509 is off'])(
  '%s keeps its first word',
  (message) => {
    expect(sentence(message)).toBe(`${message}.`)
  },
)

it('leaves the name of the component as it is', () => {
  expect(sentence('shop tells its version', 'shop')).toBe('shop tells its version.')
  expect(sentence('shop tells its version', 'web')).toBe('Shop tells its version.')
})
