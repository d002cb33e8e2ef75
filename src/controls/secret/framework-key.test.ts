import { describe, expect, it } from 'vitest'
import type { Deployment } from '../../model/graph.ts'
import type { SecretReading } from '../../model/technology.ts'
import { deployment, line, messages, port, written } from '../../testing/deployment.ts'
import { verdicts } from '../../testing/talk.ts'
import { frameworkKey } from './framework-key.ts'

function key(more: Partial<SecretReading>, published?: string): Deployment {
  const secrets: readonly SecretReading[] = [{ key: 'APP_KEY', purpose: 'signing', ...more }]
  return deployment({ components: [{ id: 'api', ports: published === undefined ? [] : [port(published, 14)], is: { reading: { secrets } } }] })
}

const unsafe = { verdict: 'unsafe', why: 'the program makes one up at each start' } as const

describe('secret/framework-key', () => {
  it('fires where it is missing and the program goes on without, at the place for it', () => {
    expect(verdicts(frameworkKey, key({ ifAbsent: unsafe, at: line(13) }))).toEqual(['low api APP_KEY 13'])
    expect(verdicts(frameworkKey, key({ ifAbsent: unsafe }, '80:80'))).toEqual(['medium api APP_KEY 10'])
    expect(messages(frameworkKey, key({ ifAbsent: unsafe }))).toEqual([
      'APP_KEY of api is not set: the program makes one up at each start. The secret is missing.',
    ])
  })

  it('fires where it is empty or too short', () => {
    expect(verdicts(frameworkKey, key({ value: written('', 12), ifAbsent: unsafe, purpose: 'encryption' }))).toEqual(['low api APP_KEY 12'])
    expect(messages(frameworkKey, key({ value: written('', 12), ifAbsent: unsafe, purpose: 'encryption' }))[0]).toContain(
      'is empty: the program makes one up at each start. Encryption is disabled.',
    )
    expect(verdicts(frameworkKey, key({ value: written('x'.repeat(31), 12) }))).toEqual(['low api APP_KEY 12'])
  })

  it('passes with enough characters, and where the product is safe without', () => {
    expect(verdicts(frameworkKey, key({ value: written('x'.repeat(32), 12) }))).toEqual(['pass api APP_KEY'])
    expect(verdicts(frameworkKey, key({ value: written('x'.repeat(16), 12), atLeast: 16 }))).toEqual(['pass api APP_KEY'])
    expect(verdicts(frameworkKey, key({ ifAbsent: { verdict: 'safe', why: 'it refuses to start' } }))).toEqual(['pass api APP_KEY'])
  })

  it('is unknown where its value or its effect is', () => {
    expect(verdicts(frameworkKey, key({ value: written('${APP_KEY}', 12) }))).toEqual(['unknown api APP_KEY 12'])
    expect(verdicts(frameworkKey, key({ ifAbsent: { verdict: 'unknown', why: 'the version is not known' } }))).toEqual(['unknown api APP_KEY 10'])
    expect(verdicts(frameworkKey, key({ value: written('', 12) }))).toEqual(['unknown api APP_KEY 12'])
  })

  it('says nothing where the product needs none', () => {
    expect(verdicts(frameworkKey, key({}))).toEqual([])
  })
})
