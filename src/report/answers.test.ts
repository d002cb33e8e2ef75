import { describe, expect, it } from 'vitest'
import { askedDeployment } from '../testing/asked-report.ts'
import { deploymentReport, reportOf } from '../testing/report.ts'
import { html } from './html.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { sarif } from './sarif.ts'

const options = { command: 'verify', all: true, colour: false, columns: 80 } as const

describe('answers for reading', () => {
  it('stand in the page, what differs first, with the transcript folded', () => {
    const page = html(reportOf(askedDeployment()), options)
    expect(page).toContain('<h3 id="d0-answers">What the wire says</h3>\n<p>1 answer, 1 unproven, 1 not asked.</p>')
    expect(page).toContain('<span class="state open">differs</span> the files say TLS required, and the running server says none')
    expect(page).toContain('PING without TLS is answered &lt;b&gt;')
    expect(page).toContain(
      '<details><summary>1 step, 3 ms</summary><ol><li>2026-01-01T00:00:00.000Z</li><li>sent: PING (6 bytes)</li></ol></details>',
    )
    expect(page).toContain('<code>127.0.0.1:6379 from container web</code>')
    expect(page.indexOf('differs</span>')).toBeLessThan(page.indexOf('is answered'))
    expect(page.indexOf('is answered')).toBeLessThan(page.indexOf('no whole answer within'))
    expect(html(reportOf(deploymentReport()), options)).not.toContain('What the wire says')
  })

  it('stand in Markdown', () => {
    const text = markdown(reportOf(askedDeployment()), options)
    expect(text).toContain('### What the wire says')
    expect(text).toContain('- **Differs:** the files say TLS required, and the running server says none')
    expect(text).toContain('Not proven, and not asked:')
    expect(text).toContain('db publishes no port')
    expect(text).not.toContain('<b>')
  })

  it('are a test case each in JUnit: what is not proven is skipped with its reason', () => {
    const xml = junit(reportOf(askedDeployment()), options)
    const without = junit(reportOf({ ...askedDeployment(), answers: [] }), options)
    const counts = (text: string): readonly number[] => [...(/tests="(\d+)" failures="(\d+)" skipped="(\d+)"/.exec(text) ?? [])].slice(1).map(Number)
    const [tests = 0, failures = 0, skipped = 0] = counts(without)
    expect(counts(xml)).toEqual([tests + 3, failures, skipped + 2])
    expect(xml).toContain('<testcase classname="redis/transport" name="redis:6379 at 127.0.0.1:6379 from this machine" time="0.003">')
    expect(xml).toContain('<system-out>PING without TLS is answered &lt;b&gt;</system-out>')
    expect(xml).toContain('name="redis:6379 at 127.0.0.1:6379 from container web"')
    expect(xml).toContain('<skipped message="unproven: no whole answer within 3000 ms"/>')
    expect(xml).toContain('name="db:5432 from this machine" time="0.003">\n      <skipped message="not asked: db publishes no port"/>')
    expect(xml).toContain('<testcase classname="listener/as-declared"')
  })

  it('are notifications in SARIF, where a disagreement is a result that names its answers', () => {
    const run = {
      nonce: 'a1',
      started: '2026-01-01T00:00:00.000Z',
      ended: '2026-01-01T00:00:09.000Z',
      end: 'deadline',
      cut: 2,
      vantages: [],
      connections: 4,
      options: {},
    } as const
    const whole = askedDeployment()
    const findings = whole.findings.map((finding) => ({ ...finding, answers: [whole.answers![0]!.id] }))
    const log = JSON.parse(sarif({ ...reportOf({ ...whole, findings, inputs: [] }), run }, options)) as Log
    const [invocation] = log.runs[0].invocations
    expect(invocation).toMatchObject({ startTimeUtc: run.started, endTimeUtc: run.ended })
    expect(invocation.toolExecutionNotifications.map(({ descriptor: { id }, level, message: { text } }) => [id, level, text])).toEqual([
      ['cut-short', 'warning', 'The run was cut short, as its time was over: targets that were not asked all: 2.'],
      ['answer', 'note', 'redis/transport of redis:6379: PING without TLS is answered <b>'],
      ['unproven', 'warning', 'redis/authentication of redis:6379: unproven: no whole answer within 3000 ms'],
      ['not-asked', 'note', 'redis/transport of db:5432: not asked: db publishes no port'],
    ])
    expect(log.runs[0].results).toMatchObject([{ ruleId: 'listener/as-declared', kind: 'fail', properties: { answers: [whole.answers![0]!.id] } }])
  })
})

interface Log {
  readonly runs: readonly [
    {
      readonly results: readonly unknown[]
      readonly invocations: readonly [
        {
          readonly toolExecutionNotifications: readonly {
            readonly descriptor: { readonly id: string }
            readonly level: string
            readonly message: { readonly text: string }
          }[]
        },
      ]
    },
  ]
}
