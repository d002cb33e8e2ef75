import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { exampleText } from '../../../test/guard/example.ts'
import { parseYaml } from '../../formats/yaml.ts'
import { jsonSchema } from './json-schema.ts'
import { valueOf } from './value.ts'

const published: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../../schema/guard.schema.json'), 'utf8'))
const plain = (text: string): unknown => JSON.parse(JSON.stringify(valueOf(parseYaml(text).documents[0])))
const good = exampleText({ folder: '/run/guard', https: 443, http: 80, upstream: 8080, certificate: '/tls/app.crt', key: '/tls/app.key' })

it('is published as the reader takes it (npm run guard-schema writes it)', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
})

it('takes what the reader takes, and refuses what it refuses', () => {
  const validate = new Ajv2020({ strict: false }).compile(published as object)
  expect(validate(plain(good))).toBe(true)
  for (const [from, to] of [
    ['body: 64k', 'bodies: 64k'],
    ['guard: 1', 'guard: 2'],
    ['public: true', 'public: maybe'],
    ['file:/run/guard/native', 's3cret'],
  ] as const)
    expect(validate(plain(good.replace(from, to)))).toBe(false)
})
