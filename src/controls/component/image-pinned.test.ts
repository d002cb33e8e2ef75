import { expect, it } from 'vitest'
import { deployment, line, messages, outcome, passing, written } from '../../testing/deployment.ts'
import { imagePinned } from './image-pinned.ts'

function running(image: string) {
  return deployment({ components: [{ id: 'web', image }] })
}

it.each([
  'nginx',
  'nginx:latest',
  'ghcr.io/acme/app:main',
  'acme/app:standalone',
  'acme/app:release',
  'localhost:5000/app',
  'postgres:alpine',
  'debian:bookworm',
  'app:2-latest',
  'app:nightly',
  'app:stable-alpine3.18',
])('%s moves', (image) => expect(outcome(imagePinned, running(image))).toEqual(['web low compose.yml:4']))

it.each([
  'nginx:1.27',
  'postgres:16-alpine',
  'pgvector/pgvector:pg16',
  'minio/minio:RELEASE.2024-05-10T01-41-38Z',
  'app:main-1a2b3c4',
  'app:v1.101.0-standalone',
  'localhost:5000/app:3',
  'app:nightly-20240501',
])('%s is a version, told for information', (image) => {
  expect(outcome(imagePinned, running(image))).toEqual(['web info compose.yml:4'])
  expect(messages(imagePinned, running(image))[0]).toContain('by tag alone')
})

it('passes a digest, whatever the tag', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  expect(passing(imagePinned, running(`nginx:latest@${digest}`))).toEqual(['web'])
  expect(outcome(imagePinned, running(`nginx@${digest}`))).toEqual([])
})

it('leaves variables and placeholders open, and what is built alone', () => {
  const hole = (text: string) => ({ setting: written(text, 12), repository: 'app', tag: text.split(':')[1] ?? '' })
  const open = deployment({ components: [{ id: 'web' }] })
  const [web] = open.components
  const judged = (text: string) => ({ ...open, components: web === undefined ? [] : [{ ...web, input: { ...web.input, image: hole(text) } }] })
  expect(outcome(imagePinned, judged('app:${TAG}'))).toEqual(['web unknown compose.yml:12'])
  expect(outcome(imagePinned, judged('app:<tag>'))).toEqual(['web unknown compose.yml:12'])
  const built = deployment({ components: [{ id: 'api', build: '.', image: 'acme/api:latest' }, { id: 'none' }] })
  expect([...outcome(imagePinned, built), ...passing(imagePinned, built)]).toEqual([])
})

it('adds that a moving tag is pulled each time', () => {
  const judged = deployment({
    components: [{ id: 'web', image: 'nginx:latest', isolation: { pullPolicy: { ...written('always', 9), trail: [line(9)] } } }],
  })
  expect(outcome(imagePinned, judged)).toEqual(['web low compose.yml:4 compose.yml:9'])
  expect(messages(imagePinned, judged)[0]).toContain('pull_policy: always')
})
