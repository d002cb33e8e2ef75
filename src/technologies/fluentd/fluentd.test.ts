import { expect, it } from 'vitest'
import { view } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import { fluentd } from './index.ts'

const weak = `<source>
  @type forward
  port 24224
</source>
<match events.*>
  @type copy
  <store>
    @type stdout
  </store>
  <store>
    @type opensearch
    host search
    port 9200
    scheme https
    user admin
    password 'hun#ter2'
    ssl_verify false
  </store>
</match>
`

it('reads stores with their exact lines', () => {
  const reading = fluentd.read(component({ image: 'fluentd:v1.16', files: { '/fluentd/etc/fluent.conf': weak } }), undefined)
  expect(reading.observations?.map(({ concern, trail }) => `${concern}:${trail[0]?.line}`)).toEqual(['tls-verification:17', 'data-in-logs:8'])
  expect(reading.connections).toMatchObject([
    { protocol: 'elasticsearch', host: 'search', port: 9200, password: { value: 'hun#ter2', trail: [{ line: 16 }, {}] } },
  ])
  expect(view(reading.connections![0]!.verification)).toMatchObject({ value: 'none' })
  expect(view(reading.listeners![0]!.authentication)).toMatchObject({ value: 'none', trail: [{ line: 1 }, {}] })
})

it('finds nothing in a store that verifies behind a secured source', () => {
  const text = weak
    .replace('    ssl_verify false\n', '')
    .replace('@type stdout', '@type null')
    .replace('  port 24224\n', '  <transport tls>\n  </transport>\n  <security>\n  </security>\n')
  const reading = fluentd.read(component({ image: 'fluentd:v1.16', files: { '/fluentd/etc/fluent.conf': text } }), undefined)
  expect(reading.observations).toEqual([])
  expect([view(reading.listeners![0]!.tls), view(reading.listeners![0]!.authentication)]).toMatchObject([
    { value: 'required' },
    { value: 'password' },
  ])
})

it('takes no file of fontconfig for its own', () => {
  const [file] = fluentd.files!
  expect(file!.content!.test(weak)).toBe(true)
  expect(file!.content!.test('<fontconfig>\n  <match target="pattern">\n  <match>\n    <source/>\n')).toBe(false)
})
