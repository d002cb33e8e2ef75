import { SaxesParser } from 'saxes'
import { expect, it } from 'vitest'
import { bookedDeployment, deploymentReport, hostileDeployment, reportOf } from '../testing/report.ts'
import { junit } from './junit.ts'

const options = { command: 'audit', all: true, colour: false, columns: 80 } as const

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

/** Every element, read as XML; a fault of the syntax throws. */
function elements(xml: string): readonly Element[] {
  const found: Element[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes, text: '' }))
  parser.on('text', (text) => {
    const last = found.at(-1)
    if (last !== undefined) last.text += text
  })
  parser.write(xml).close()
  return found
}

function named(xml: string, name: string): readonly Element[] {
  return elements(xml).filter((element) => element.name === name)
}

it('is a suite for each deployment, with a case for each control and subject', () => {
  const xml = junit(reportOf(deploymentReport()), options)
  expect(named(xml, 'testsuites')[0]?.attributes).toEqual({ name: 'ringwall', tests: '5', failures: '2', skipped: '1', errors: '0' })
  expect(named(xml, 'testsuite')[0]?.attributes).toEqual({ name: 'shop', tests: '5', failures: '2', skipped: '1', errors: '0' })
  expect(named(xml, 'testcase').map(({ attributes: { classname, name } }) => `${classname!} ${name!}`)).toEqual([
    'listener/datastore-published db:5432',
    'channel/encrypted api->db:5432',
    'component/user api',
    'listener/authenticated api:8080',
    'channel/reachable api->db:5432',
  ])
  expect(named(xml, 'testcase')[1]?.attributes).toMatchObject({ file: 'compose.yml', line: '12' })
  expect(named(xml, 'failure')[1]?.attributes).toEqual({ type: 'high', message: 'connections are encrypted' })
  expect(named(xml, 'failure')[1]?.text.trim().split('\n')).toEqual([
    'high: connections are encrypted',
    'api speaks to db:5432 in plaintext: whoever is on the network reads the data.',
    'at compose.yml:12',
    'fix: add sslmode=verify-full to DATABASE_URL',
  ])
})

it.each([
  ['critical', 1],
  ['high', 2],
  ['low', 3],
  ['never', 0],
] as const)('fails what fails the run: from %s on %i', (failOn, count) => {
  expect(named(junit(reportOf(deploymentReport()), { ...options, failOn }), 'failure')).toHaveLength(count)
})

it('skips what somebody accepts, and says who; what the baseline knows does not fail', () => {
  const xml = junit(reportOf(bookedDeployment()), options)
  expect(named(xml, 'failure')).toHaveLength(1)
  expect(named(xml, 'skipped').map(({ attributes }) => attributes['message'])).toEqual([
    'Ana accepts it until 2027-01-31: only the balancer reaches it',
    'inline accepts it until 2027-01-31: only the balancer reaches it',
  ])
  expect(named(xml, 'system-out')[0]?.text).toContain('high: connections are encrypted (unchanged)')
})

it('is XML whatever the text', () => {
  const xml = junit(reportOf(hostileDeployment()), { ...options, failOn: 'low' })
  expect(named(xml, 'failure')).toHaveLength(1)
  expect(named(xml, 'script')).toHaveLength(0)
})
