import type { AnswerReport, DeploymentReport } from '../model/report.ts'
import { deploymentReport } from './report.ts'

const answer: AnswerReport = {
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

/** A running system that was asked: one answer that differs from the files, one that proves nothing, one question that was not put. */
export function askedDeployment(): DeploymentReport {
  const whole = deploymentReport()
  const [first] = whole.findings
  return {
    ...whole,
    findings: [{ ...first!, control: 'listener/as-declared', message: 'the files say TLS required, and the running server says none' }],
    answers: [
      answer,
      {
        ...answer,
        probe: 'redis/authentication',
        outcome: 'unproven',
        said: null,
        open: ['no whole answer within 3000 ms'],
        vantage: 'container web',
      },
      { ...answer, listener: 'db:5432', outcome: 'not-asked', said: null, open: ['db publishes no port'], address: null, transcript: [] },
    ],
  }
}
