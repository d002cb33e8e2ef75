import { describe, expect, it } from 'vitest'
import type { AnswerReport, DeploymentReport } from '../model/report.ts'
import { deploymentReport, reportOf } from '../testing/report.ts'
import { html } from './html.ts'
import { markdown } from './markdown.ts'

const base: AnswerReport = {
  id: 'redis/transport redis:6379',
  probe: 'redis/transport',
  listener: 'redis:6379',
  address: '127.0.0.1:6379',
  vantage: 'this machine',
  outcome: 'answered',
  said: 'PING without TLS is answered <b>',
  open: [],
  fault: null,
  transcript: [{ direction: 'sent', text: 'PING', bytes: 6 }],
  at: '2026-01-01T00:00:00.000Z',
  milliseconds: 3,
}

function deployment(): DeploymentReport {
  const whole = deploymentReport()
  const [first] = whole.findings
  return {
    ...whole,
    findings: [{ ...first!, control: 'listener/as-declared', message: 'the files say TLS required, and the running server says none' }],
    answers: [
      base,
      { ...base, probe: 'redis/authentication', outcome: 'unproven', said: null, open: ['no whole answer within 3000 ms'], vantage: 'container web' },
      { ...base, listener: 'db:5432', outcome: 'not-asked', said: null, open: ['db publishes no port'], address: null, transcript: [] },
    ],
  }
}

const options = { command: 'verify', all: true, colour: false, columns: 80 } as const

describe('answers for reading', () => {
  it('stand in the page, what differs first, with the transcript folded', () => {
    const page = html(reportOf(deployment()), options)
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
    const text = markdown(reportOf(deployment()), options)
    expect(text).toContain('### What the wire says')
    expect(text).toContain('- **Differs:** the files say TLS required, and the running server says none')
    expect(text).toContain('Not proven, and not asked:')
    expect(text).toContain('db publishes no port')
    expect(text).not.toContain('<b>')
  })
})
