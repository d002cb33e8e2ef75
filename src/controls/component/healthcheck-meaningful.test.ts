import { expect, it } from 'vitest'
import { deployment, line, messages, outcome, passing, written } from '../../testing/deployment.ts'
import { healthcheckMeaningful } from './healthcheck-meaningful.ts'

function testing(...test: readonly string[]) {
  return deployment({
    components: [{ id: 'web', isolation: { healthcheck: { at: line(12), disabled: false, test: test.map((word) => written(word, 13)) } } }],
  })
}

it.each([
  ['tests nothing', ['exit 0']],
  ['tests nothing', ['/bin/sh', '-c', 'echo ok']],
  ['tests nothing', ['true']],
  ['looks only for a file', ['/bin/sh', '-c', '[ -f /app/airflow-scheduler.pid ]']],
  ['looks only for a file', ['/bin/sh', '-c', 'test -f /tmp/ready || exit 1']],
  ['looks only for a file', ['test', '-e', '/var/run/app.pid']],
  ['searches only the process list', ['/bin/sh', '-c', 'ps aux | grep -v grep | grep server']],
  ['searches only the process list', ['/bin/sh', '-c', 'pgrep -f worker > /dev/null 2>&1 || exit 1']],
  ['searches only the process list', ['pidof', 'server']],
])('%s: %j', (why, test) => {
  expect(outcome(healthcheckMeaningful, testing(...test))).toEqual(['web low compose.yml:13'])
  expect(messages(healthcheckMeaningful, testing(...test))[0]).toContain(why)
})

it.each([
  [['curl', '-f', 'http://localhost:8080/health']],
  [['/bin/sh', '-c', 'pg_isready -U app || exit 1']],
  [['/bin/sh', '-c', 'test -f /tmp/ready && curl -fs http://localhost/']],
  [['/bin/sh', '-c', 'echo ruok | nc localhost 2181 | grep imok']],
  [['/bin/sh', '-c', 'test "$(redis-cli ping)" = PONG']],
])('passes %j', (test) => {
  expect(outcome(healthcheckMeaningful, testing(...test))).toEqual([])
  expect(passing(healthcheckMeaningful, testing(...test))).toEqual(['web'])
})

it('leaves a test open that is a variable', () => {
  expect(outcome(healthcheckMeaningful, testing('${CHECK}'))).toEqual(['web unknown compose.yml:13'])
})
