import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { alertmanager } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return alertmanager.read(input, alertmanager.recognise(input)?.version)
}

it('has no login by default and reads its mail server', () => {
  const file = 'global:\n  smtp_smarthost: mail:587\n  smtp_require_tls: false\n  smtp_auth_username: a\n  smtp_auth_password: b\n'
  const reading = read({ image: 'prom/alertmanager:v0.27.0', files: { '/etc/alertmanager/alertmanager.yml': file } })
  expect(view(reading.listeners![0]!.authentication)).toMatchObject({ value: 'none' })
  expect(reading.connections).toMatchObject([{ protocol: 'smtp', host: 'mail', port: 587, password: { trail: [{ line: 5 }, {}] } }])
  expect(view(reading.connections![0]!.encryption)).toMatchObject({ value: 'none' })
})

it('does not know what a file says that it did not read', () => {
  expect(view(read({ image: 'prom/alertmanager', command: ['--web.config.file=/web.yml'] }).listeners![0]!.authentication).known).toBe(false)
})

it('asks its mail server for TLS unless told otherwise', () => {
  const files = { '/etc/alertmanager/alertmanager.yml': 'global:\n  smtp_smarthost: mail:587\n' }
  const [mail] = read({ image: 'prom/alertmanager:v0.27.0', files }).connections!
  expect(view(mail!.encryption)).toMatchObject({ value: 'required', basis: 'default' })
  const off = { '/etc/alertmanager/alertmanager.yml': 'global:\n  smtp_smarthost: mail:587\n  smtp_require_tls: false\n' }
  const [open] = read({ image: 'prom/alertmanager:v0.27.0', files: off }).connections!
  expect(view(open!.encryption)).toMatchObject({ value: 'none', trail: [{ line: 3 }, {}] })
})
