import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const influxdb: Technology = {
  id: 'influxdb',
  title: 'InfluxDB',
  role: 'datastore',
  recognise(input) {
    return recogniseBy(input, {
      official: ['influxdb'],
      rebuilds: ['bitnami/influxdb', 'quay.io/influxdb/influxdb', '*/influxdb'],
      programs: ['influxd', 'influxdb3'],
    })
  },
  read,
  questions,
  logIns,
}
