import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { mosquitto } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return mosquitto.read(input, mosquitto.recognise(input)?.version)
}

const login = (text: string): unknown =>
  view(read({ image: 'eclipse-mosquitto:2.0', files: { '/mosquitto/config/mosquitto.conf': text } }).listeners![0]!.authentication)

it('lets nobody in without a login unless anonymous clients are allowed', () => {
  expect(login('listener 1883\nallow_anonymous true\n')).toMatchObject({ value: 'none', trail: [{ line: 2 }] })
  expect(login('listener 1883\nallow_anonymous false\npassword_file /p\n')).toMatchObject({ value: 'password' })
  expect(login('listener 1883\n')).toMatchObject({ value: 'password', basis: 'default' })
})

it('reads TLS and client certificates of each listener', () => {
  const text = 'listener 1883 127.0.0.1\nlistener 8883\ncertfile /a\nrequire_certificate true\n'
  const [plain, secure] = read({ image: 'eclipse-mosquitto:2.0', files: { '/mosquitto/config/mosquitto.conf': text } }).listeners ?? []
  expect(plain).toMatchObject({ port: 1883, bind: { claims: [{ value: 'loopback' }] } })
  expect([view(secure!.tls), view(secure!.authentication)]).toMatchObject([{ value: 'required', trail: [{ line: 3 }] }, { value: 'certificate' }])
})

it('serves loopback alone with the settings of the image', () => {
  expect(read({ image: 'eclipse-mosquitto:2.0' }).listeners).toMatchObject([{ bind: { claims: [{ value: 'loopback' }] } }])
})
