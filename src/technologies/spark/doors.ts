import type { DoorQuestion } from '../../model/doors.ts'

/** Pages of master and worker (`/json/`), REST API of an application (Spark 3, Monitoring and Instrumentation), and submissions by REST, which spark.authenticate.secret does not guard (CVE-2018-11770). */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/json/',
    opens: 'workers and applications of the cluster',
    open: { status: [200], json: 'cores' },
    login: 'password',
  },
  {
    path: '/api/v1/applications?limit=1',
    opens: 'applications with their environment',
    open: { status: [200], json: '[]' },
    login: 'password',
  },
  {
    path: '/v1/submissions/status/ringwall',
    opens: 'submissions by REST, which run any program',
    open: { status: [200], json: 'serverSparkVersion' },
    login: 'password',
    finding: {
      concern: 'open-api',
      key: 'spark.master.rest.enabled',
      stake: 'takeover',
      expected: 'false',
      fix: 'set spark.master.rest.enabled to false',
    },
  },
]
