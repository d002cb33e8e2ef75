import fc from 'fast-check'
import { expect, it } from 'vitest'
import { setting } from '../model/setting.ts'
import { compareVersions, matchesImage, parseImage, versionOf } from './image.ts'

const image = (text: string): ReturnType<typeof parseImage> => parseImage(setting(text))

it.each([
  ['postgres', undefined, 'postgres', undefined],
  ['docker.io/library/postgres:15', undefined, 'postgres', '15'],
  ['library/redis', undefined, 'redis', undefined],
  ['bitnami/postgresql:15.4', undefined, 'bitnami/postgresql', '15.4'],
  ['localhost/app:dev', 'localhost', 'app', 'dev'],
  ['localhost:5000/app', 'localhost:5000', 'app', undefined],
  ['registry.example.com:5000/proxy/library/postgres:9', 'registry.example.com:5000', 'proxy/library/postgres', '9'],
  ['${REGISTRY:-ghcr.io/x}/app:${TAG:-1.2:3}', '${REGISTRY:-ghcr.io/x}', 'app', '${TAG:-1.2:3}'],
  ['${REGISTRY}postgres:15', undefined, '${REGISTRY}postgres', '15'],
])('reads %s', (text, registry, repository, tag) => {
  const read = image(text)
  expect([read.registry, read.repository, read.tag]).toEqual([registry, repository, tag])
})

it('keeps the digest apart from the tag', () => {
  const read = image('ghcr.io/acme/api:2.1@sha256:abcd')
  expect([read.registry, read.repository, read.tag, read.digest]).toEqual(['ghcr.io', 'acme/api', '2.1', 'sha256:abcd'])
})

it.each([
  ['postgres:15', 'postgres', true],
  ['registry.example.com/proxy/library/postgres', 'postgres', true],
  ['registry.example.com/mirror/postgres:15', 'postgres', true],
  ['public.ecr.aws/docker/library/redis', 'redis', true],
  ['ghcr.io/somebody/redis', 'redis', false],
  ['somebody/redis', 'redis', false],
  ['bitnamilegacy/postgresql', 'bitnami/postgresql', true],
  ['registry.example.com/hub/bitnami/postgresql', 'bitnami/postgresql', true],
  ['quay.io/minio/minio', 'minio/minio', true],
  ['mcr.microsoft.com/mssql/server:2022-latest', 'mcr.microsoft.com/mssql/server', true],
  ['edoburu/pgbouncer', '*/pgbouncer', true],
  ['pgbouncer', '*/pgbouncer', true],
  ['edoburu/pgbouncer-exporter', '*/pgbouncer', false],
  ['prom/node-exporter', 'prom/*', true],
  ['${PREFIX}postgres', 'postgres', true],
  ['postgres-exporter', 'postgres', false],
])('%s is %s: %s', (text, name, expected) => {
  expect(matchesImage(image(text), [name])).toBe(expected)
})

it.each([
  ['a:15.4-alpine', '15.4'],
  ['a:release-v1.3.6', '1.3.6'],
  ['a:v2.10', '2.10'],
  ['a:RELEASE.2024-01-16T16-07-38Z', undefined],
  ['a:latest', undefined],
  ['a:3-management', '3'],
  ['a:16rc1', '16'],
  ['a:7fa3c21', undefined],
  ['a:20240116', undefined],
  ['a:2024-01-16', undefined],
  ['redis:redis-7.2', '7.2'],
  ['a:alpine3.18', undefined],
  ['a:2022-latest', '2022'],
  ['a:${TAG}', undefined],
  ['a', undefined],
])('version of %s', (text, expected) => {
  expect(versionOf(image(text))).toBe(expected)
})

it('orders versions by number', () => {
  expect(['15', '9.6', '9.10', 'v10.1'].sort(compareVersions)).toEqual(['9.6', '9.10', 'v10.1', '15'])
  expect(compareVersions('7', '7.0.0')).toBe(0)
})

it('never throws, and keeps every character of the name', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = image(text)
      versionOf(read)
      matchesImage(read, ['*/a', 'b', 'c/*'])
      expect(text).toContain(read.repository)
    }),
  )
})
