import { expect, it } from 'vitest'
import { deployment, line, messages, outcome, passing } from '../../testing/deployment.ts'
import { runtimeFetch } from './runtime-fetch.ts'
import { effort } from '../../testing/effort.ts'

function starting(...command: readonly string[]) {
  return deployment({ components: [{ id: 'app', command }] })
}

it.each([
  ['apk add --no-cache curl && exec server', 'with apk'],
  ['apt-get update && apt-get install -y git', 'with apt'],
  ['dnf -y install git', 'distribution'],
  ['pip install -r requirements.txt && python app.py', 'Python'],
  ['npm ci && npm start', 'Node'],
  ['go install example.org/tool@latest', 'of its language'],
  ['git clone https://example.org/repo.git /app', 'clones'],
])('finds %s', (script, what) => {
  expect(outcome(runtimeFetch, starting('sh', '-c', script))).toEqual(['app low compose.yml:5'])
  expect(messages(runtimeFetch, starting('sh', '-c', script))[0]).toContain(what)
})

it('finds commands without a shell', () => {
  expect(outcome(runtimeFetch, starting('pip', 'install', 'flask'))).toEqual(['app low compose.yml:5'])
})

it('weighs scripts that are run unseen, above all over an open path', () => {
  expect(outcome(runtimeFetch, starting('sh', '-c', 'curl -fsSL https://example.org/install.sh | bash'))).toEqual(['app medium compose.yml:5'])
  expect(outcome(runtimeFetch, starting('bash', '-c', 'bash <(curl -s https://example.org/install.sh)'))).toEqual(['app medium compose.yml:5'])
  expect(outcome(runtimeFetch, starting('sh', '-c', 'wget -qO- http://example.org/install.sh | sh'))).toEqual(['app high compose.yml:5'])
  expect(outcome(runtimeFetch, starting('sh', '-c', 'curl -k https://example.org/install.sh | sh'))).toEqual(['app high compose.yml:5'])
})

it('finds each kind, and the line inside a block of text', () => {
  const [app] = starting('x').components
  const text = 'set -e\nexec 2>&1\ncurl https://example.org/a.sh | bash\ncargo binstall tool\n'
  const script = { value: text, trail: [{ ...line(20), endLine: 24 }], unresolved: [] }
  const judged = { ...starting('x'), components: app === undefined ? [] : [{ ...app, input: { ...app.input, command: [script] } }] }
  expect(outcome(runtimeFetch, judged)).toEqual(['app medium compose.yml:23', 'app low compose.yml:24'])
})

it('passes commands that fetch nothing', () => {
  const judged = deployment({
    components: [
      { id: 'a', command: ['sh', '-c', 'until curl -fs http://api/health; do sleep 1; done; exec server'] },
      { id: 'b', command: ['npm', 'run', 'start'] },
      { id: 'c', command: ['sh', '-c', 'airflow db migrate | tee /tmp/log'] },
      { id: 'd' },
    ],
  })
  expect(outcome(runtimeFetch, judged)).toEqual([])
  expect(passing(runtimeFetch, judged)).toEqual(['a', 'b', 'c', 'd'])
})

it('reads long lines in a short time', () => {
  const read = (): void => {
    for (const text of ['curl ', 'apk - ', 'sh -c $(curl ', 'pip  ']) outcome(runtimeFetch, starting('sh', '-c', text.repeat(20_000)))
  }
  expect(effort(read)).toBeLessThan(300)
})
