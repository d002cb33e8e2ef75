import { describe, expect, it } from 'vitest'
import type { FailedVerdict } from '../model/control.ts'
import type { Deployment } from '../model/graph.ts'
import type { RemedyTools } from '../model/remedy.ts'
import { keys } from './keys.ts'

const tools = { secret: (name: string, shape?: unknown) => ({ name, value: JSON.stringify(shape ?? null) }) } as unknown as RemedyTools
const at = { file: 'compose.yaml', line: 3 }

function component(id: string, technology: string, image: string, more: object = {}) {
  return { id, technology, at, input: { dependsOn: [], image: { setting: { value: image } } }, observations: [], ...more }
}

async function proposed(deployment: object, concern?: string) {
  const judgement = { component: 'web', key: 'KEY', subject: 'web KEY', ...(concern === undefined ? {} : { concern }) }
  const failed = [{ control: 'secret/framework-key', judgement }] as unknown as readonly FailedVerdict[]
  return keys.propose({ deployment: { channels: [], listeners: [], ...deployment } as unknown as Deployment, failed }, tools)
}

function missing(purpose: string) {
  return { components: [component('web', 'flask', 'app:1')], keys: [{ component: 'web', key: 'KEY', purpose, at }] }
}

describe('a missing key', () => {
  it('is the same for every copy of the program, in the shape that it wants', async () => {
    const shape = { encoding: 'base64url', bytes: 32 }
    const observations = [{ key: 'KEY', concern: 'encryption-at-rest', wantSecret: shape, trail: [at] }]
    const components = [
      component('web', 'airflow', 'airflow:2', { observations }),
      component('worker', 'airflow', 'airflow:2'),
      component('other', 'airflow', 'airflow:1'),
    ]
    const [first] = await proposed({ components, keys: [] }, 'encryption-at-rest')
    const secret = { name: 'web-key', value: JSON.stringify(shape) }
    expect(first).toMatchObject({
      steps: [
        { component: 'web', does: { kind: 'secret', secret } },
        { component: 'worker', does: { secret } },
      ],
    })
  })

  it('of sessions is made', async () =>
    expect(await proposed(missing('session'))).toMatchObject([{ steps: [{ does: { kind: 'secret', key: 'KEY' } }] }]))

  it('is not made where what is stored could not be read any more', async () =>
    expect(await proposed(missing('encryption'))).toMatchObject([{ reason: 'would-break' }]))

  it('is not made where callers have to know it', async () => expect(await proposed(missing('api-key'))).toMatchObject([{ reason: 'needs-person' }]))
})
