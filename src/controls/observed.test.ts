import { expect, it } from 'vitest'
import { deployment, line, observing } from '../testing/deployment.ts'
import { observed } from './observed.ts'

const documentation = { why: '', how: '', falsePositives: '', fix: '', references: [] }
const control = observed({ id: 'component/debug-mode', concern: 'debug-mode', title: 'debug mode is off', subject: 'component', documentation })

it('hands on all that the technology said', () => {
  const [judgement] = [...control.judge(observing({ concern: 'debug-mode', verdict: 'unsafe', key: 'DEBUG', stake: 'data', basis: 'default' }))]
  expect(judgement).toEqual({
    subject: 'app',
    component: 'app',
    discriminator: 'DEBUG',
    concern: 'debug-mode',
    key: 'DEBUG',
    locations: [line(12)],
    verdict: 'fail',
    message: 'What is, and what it means.',
    expected: 'off',
    actual: 'on',
    fix: 'switch it off',
    stake: 'data',
    reach: 'host',
    basis: 'effective',
  })
})

it('takes the component for the place when nothing is written, and the farthest listener for the reach', () => {
  const [judgement] = [...control.judge(observing({ concern: 'debug-mode', verdict: 'unsafe', trail: [] }))]
  expect(judgement).toMatchObject({ locations: [line(10)], reach: 'host', basis: 'configured' })
})

it('counts a component without any listener as reachable from its network, unless it has none', () => {
  const observation = {
    concern: 'debug-mode',
    key: 'K',
    verdict: 'unsafe',
    trail: [],
    basis: 'default',
    message: 'M.',
    actual: '',
    expected: '',
    fix: '',
    stake: 'data',
  } as const
  const is = { reading: { observations: [observation] } }
  const judged = deployment({
    components: [
      { id: 'on', is },
      { id: 'off', networks: [], is },
    ],
  })
  expect([...control.judge(judged)].map((judgement) => 'reach' in judgement && judgement.reach)).toEqual(['zone', 'component'])
})

it('weighs by the listener that the observation names', () => {
  const [judgement] = [...control.judge(observing({ concern: 'debug-mode', verdict: 'unsafe', port: 9090 }))]
  expect(judgement).toMatchObject({ subject: 'app', reach: 'zone' })
})

it('makes a sentence of what the table says', () => {
  const [failed] = [...control.judge(observing({ concern: 'debug-mode', verdict: 'unsafe', message: 'the pages show too much' }))]
  expect(failed).toMatchObject({ message: 'The pages show too much.' })
  const [open] = [...control.judge(observing({ concern: 'debug-mode', verdict: 'unknown', message: 'app shows too much' }))]
  expect(open).toMatchObject({ message: 'app shows too much.' })
})
