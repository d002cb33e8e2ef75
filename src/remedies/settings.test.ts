import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import { configured } from '../model/fact.ts'
import type { Deployment } from '../model/graph.ts'
import type { RemedyTools } from '../model/remedy.ts'
import type { Encryption } from '../model/vocabulary.ts'
import { settings } from './settings.ts'

const at = { file: 'compose.yaml', line: 4 }

async function proposed(key: string, concern: 'cookie-flags' | 'host-header', want: string | null | undefined, tls: Encryption = 'none') {
  const observation = { concern, key, verdict: 'unsafe', trail: [at], fix: `mend ${key}`, ...(want === undefined ? {} : { want }) }
  const listener = { component: 'app', protocol: 'http', exposure: 'host', tls: configured(tls, []) }
  const deployment = {
    components: [{ id: 'app', input: { dependsOn: [] }, observations: [observation] }],
    channels: [],
    listeners: [listener],
  } as unknown as Deployment
  const judgement = { component: 'app', key, concern, subject: 'app', locations: [at] }
  const failed = [{ control: `listener/${concern}`, judgement }] as unknown as readonly FailedVerdict[]
  const [first] = await settings.propose({ deployment, failed }, {} as RemedyTools)
  return first
}

describe('a setting that is unsafe', () => {
  it('gets what its table wants', async () => {
    expect(await proposed('DEBUG', 'host-header', 'False')).toMatchObject({
      title: 'app: DEBUG is False',
      steps: [{ component: 'app', does: { kind: 'setting', key: 'DEBUG', value: 'False', places: [at] } }],
    })
  })

  it('waits for a person where only one knows the value', async () => {
    expect(await proposed('ALLOWED_HOSTS', 'host-header', undefined)).toMatchObject({ reason: 'needs-person', why: 'mend ALLOWED_HOSTS' })
  })

  it('that holds cookies back without TLS waits for TLS', async () => {
    expect(await proposed('SESSION_COOKIE_SECURE', 'cookie-flags', 'True')).toMatchObject({ reason: 'would-break' })
    expect(await proposed('SESSION_COOKIE_SECURE', 'cookie-flags', 'True', 'required')).toHaveProperty('steps')
    expect(await proposed('SESSION_COOKIE_HTTPONLY', 'cookie-flags', null)).toHaveProperty('steps')
  })
})
