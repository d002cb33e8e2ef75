import { expect, it } from 'vitest'
import { observing, outcome, passing } from '../../testing/deployment.ts'
import { publishedLogIn } from './published-log-in.ts'

it('weighs what is observed of its own concern, on the line where it is written', () => {
  expect(outcome(publishedLogIn, observing({ concern: 'published-log-in', verdict: 'unsafe' }))).toEqual(['app medium compose.yml:12'])
  expect(outcome(publishedLogIn, observing({ concern: 'published-log-in', verdict: 'unsafe', port: 9090 }))).toEqual(['app low compose.yml:12'])
  expect(outcome(publishedLogIn, observing({ concern: 'published-log-in', verdict: 'unknown' }))).toEqual(['app unknown compose.yml:12'])
})

it('passes what is safe, and leaves other concerns alone', () => {
  expect(outcome(publishedLogIn, observing({ concern: 'published-log-in', verdict: 'safe' }))).toEqual([])
  expect(passing(publishedLogIn, observing({ concern: 'published-log-in', verdict: 'safe' }))).toEqual(['app'])
  const other = observing({ concern: 'debug-mode', verdict: 'unsafe' })
  expect([...outcome(publishedLogIn, other), ...passing(publishedLogIn, other)]).toEqual([])
})
