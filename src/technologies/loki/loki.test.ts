import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import type { Reading } from '../../model/technology.ts'
import type { ComponentSketch } from '../../testing/component.ts'
import { component } from '../../testing/component.ts'
import { loki } from './index.ts'

function read(sketch: ComponentSketch): Reading {
  const input = component(sketch)
  return loki.read(input, loki.recognise(input)?.version)
}

const read2 = (text: string): Reading =>
  read({ image: 'grafana/loki:3.1.0', command: ['-config.file=/etc/loki/loki.yaml'], files: { '/etc/loki/loki.yaml': text } })

it('authenticates nobody, whatever auth_enabled says', () => {
  const weak = read2('auth_enabled: false\nserver:\n  http_listen_port: 3101\n')
  expect(weak.listeners).toMatchObject([{ port: 3101, protocol: 'loki', trail: [{ line: 3 }, {}] }])
  expect(view(weak.listeners![0]!.authentication)).toMatchObject({ value: 'none', trail: [{ file: 'loki.yaml', line: 1 }, {}] })
  expect(weak.observations).toMatchObject([{ verdict: 'unsafe', trail: [{ line: 1 }, {}] }])
  expect(view(read2('auth_enabled: true\n').listeners![0]!.authentication)).toMatchObject({ value: 'none' })
})

it('knows client certificates', () => {
  const text = 'auth_enabled: true\nserver:\n  http_tls_config:\n    cert_file: /a\n    client_auth_type: RequireAndVerifyClientCert\n'
  expect([view(read2(text).listeners![0]!.tls), view(read2(text).listeners![0]!.authentication)]).toMatchObject([
    { value: 'required' },
    { value: 'certificate' },
  ])
  expect(read2(text).observations).toMatchObject([{ verdict: 'safe' }])
})

it('finds the bucket of its data, and the keys for it', () => {
  const [bucket, ...others] =
    read2(
      'common:\n  storage:\n    s3:\n      endpoint: minio:9000\n      insecure: true\n      access_key_id: loki\n      secret_access_key: Plum-77-x\n',
    ).connections ?? []
  expect(others).toEqual([])
  expect(bucket).toMatchObject({ protocol: 's3', host: 'minio', port: 9000, user: { value: 'loki' }, password: { value: 'Plum-77-x' } })
  expect(view(bucket!.encryption)).toMatchObject({ value: 'none', trail: [{ line: 5 }, {}] })
})
